package io.wubdiag.collect.ipc;

import io.wubdiag.collect.kernel.ProcessMemory;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.ProcessIdentity;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the memory that a system call's arguments point at, in the calling process. */
public final class CallArguments {
  /** {@code PATH_MAX}, linux/limits.h. */
  private static final int LONGEST_PATH = 4096;

  private CallArguments() {}

  /** The path at this address; null if it can't be read, or is not a path. */
  public static @Nullable String path(Machine machine, ProcessIdentity process, long address) {
    try (ProcessMemory memory = ProcessMemory.open(machine, process)) {
      String latin = memory.cString(address, LONGEST_PATH);
      return latin.isEmpty() || latin.length() == LONGEST_PATH
          ? null
          : new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    } catch (UnreadableMemory e) {
      return null;
    }
  }
}
