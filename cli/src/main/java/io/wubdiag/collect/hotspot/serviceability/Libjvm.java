package io.wubdiag.collect.hotspot.serviceability;

import io.wubdiag.collect.elf.BuildId;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.MemoryMap;
import io.wubdiag.collect.machine.MemoryMap.Mapping;
import io.wubdiag.collect.machine.ReadableFile;
import io.wubdiag.model.KernelFacts;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The libjvm.so of a process.
 *
 * @param path its path as the process' own mount namespace names it
 * @param copy the file's path from here; it may be another file by now
 * @param address where its start is mapped
 * @param buildId its identity, read from the process' memory; null if it has none
 */
record Libjvm(String path, String copy, long address, @Nullable String buildId) {
  private static final String NAME = "/libjvm.so";
  private static final int PIECE = 1 << 20;

  /** The library that this process maps; null if it maps none. */
  static @Nullable Libjvm of(Machine machine, KernelFacts process) throws IOException {
    try (ReadableFile memory = machine.openMemory(process.pid())) {
      for (Mapping mapping : MemoryMap.of(machine, process.pid(), NAME)) {
        String path = mapping.path();
        if (path.endsWith(NAME)) {
          String copy = "/proc/" + process.pid() + "/root" + path;
          String buildId = BuildId.ofMapped(memory, mapping.address());
          return new Libjvm(path, copy, mapping.address(), buildId);
        }
      }
    }
    return null;
  }

  /** Whether this file is the same library. */
  boolean isSameAs(Machine machine, String file) {
    try (ReadableFile other = machine.open(file)) {
      return buildId != null
          ? buildId.equals(BuildId.ofFile(other))
          : haveSameBytes(machine, other);
    } catch (IOException e) {
      return false;
    }
  }

  private boolean haveSameBytes(Machine machine, ReadableFile other) throws IOException {
    try (ReadableFile ours = machine.open(copy)) {
      long length = ours.length();
      boolean same = length == other.length();
      for (long at = 0; same && at < length; at += PIECE) {
        int count = (int) Math.min(PIECE, length - at);
        same = Arrays.equals(ours.readFully(at, count), other.readFully(at, count));
      }
      return same;
    }
  }
}
