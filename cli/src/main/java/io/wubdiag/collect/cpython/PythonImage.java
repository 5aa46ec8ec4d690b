package io.wubdiag.collect.cpython;

import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.KernelFacts;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The file that has CPython's code in a process: {@code libpython3.13.so}, or the executable itself
 * where that is linked statically, as Debian's is.
 *
 * @param path the file, as the process' own mount namespace names it
 * @param address where it is mapped
 */
public record PythonImage(String path, long address) {
  private static final String LIBRARY = "/libpython3.";

  static PythonImage of(KernelFacts kernel) throws UnreadableMemory {
    String maps;
    try (FileInputStream in = new FileInputStream("/proc/" + kernel.pid() + "/maps")) {
      maps = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      throw new UnreadableMemory(Attempt.Outcome.VANISHED, "it has ended");
    } catch (IOException e) {
      throw new UnreadableMemory(Attempt.Outcome.NOT_PERMITTED, "its memory map may not be read");
    }
    PythonImage image = find(maps, kernel.executable());
    if (image == null) {
      throw UnreadableMemory.unsupported("it maps no CPython");
    }
    return image;
  }

  /**
   * The first mapping of the library, else of the executable.
   *
   * @param maps as {@code /proc/PID/maps} has it, proc_pid_maps(5)
   */
  static @Nullable PythonImage find(String maps, @Nullable String executable) {
    PythonImage program = null;
    for (String line : maps.split("\n")) {
      int slash = line.indexOf('/');
      int dash = line.indexOf('-');
      if (slash < 0 || dash < 0 || dash > slash) {
        continue;
      }
      String path = line.substring(slash);
      boolean library = path.startsWith(LIBRARY, path.lastIndexOf('/')) && path.contains(".so");
      if (library || program == null && path.equals(executable)) {
        PythonImage image = new PythonImage(path, Long.parseUnsignedLong(line, 0, dash, 16));
        if (library) {
          return image;
        }
        program = image;
      }
    }
    return program;
  }
}
