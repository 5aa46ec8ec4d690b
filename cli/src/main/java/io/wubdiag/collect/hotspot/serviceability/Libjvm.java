package io.wubdiag.collect.hotspot.serviceability;

import io.wubdiag.collect.elf.BuildId;
import io.wubdiag.model.KernelFacts;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The libjvm.so that a process runs.
 *
 * @param path its path as the process' own mount namespace names it
 * @param copy where that file can be seen from here; it may be another one by now
 * @param address where its start is mapped
 * @param buildId its identity, read from the process' memory; null if it has none
 */
record Libjvm(String path, Path copy, long address, @Nullable String buildId) {
  private static final String NAME = "/libjvm.so";
  private static final String DELETED = " (deleted)";

  /** That of this process; null if it maps none. */
  static @Nullable Libjvm of(KernelFacts process, RandomAccessFile memory) throws IOException {
    String maps = "/proc/" + process.pid() + "/maps";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(maps), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String path = line.endsWith(DELETED) ? cut(line, DELETED.length()) : line;
        if (path.endsWith(NAME)) {
          path = path.substring(path.indexOf('/'));
          long address = Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16);
          Path copy = Path.of("/proc/" + process.pid() + "/root" + path);
          return new Libjvm(path, copy, address, BuildId.ofMapped(memory, address));
        }
      }
    }
    return null;
  }

  private static String cut(String line, int length) {
    return line.substring(0, line.length() - length);
  }

  /** Whether that file is the same library. */
  boolean isSameAs(Path file) {
    try (RandomAccessFile other = new RandomAccessFile(file.toFile(), "r")) {
      if (buildId != null) {
        return buildId.equals(BuildId.ofFile(other));
      }
      return Files.size(copy) == other.length() && Files.mismatch(copy, file) < 0;
    } catch (IOException e) {
      return false;
    }
  }
}
