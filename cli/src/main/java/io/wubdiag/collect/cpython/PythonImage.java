package io.wubdiag.collect.cpython;

import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.MemoryMap;
import io.wubdiag.collect.machine.MemoryMap.Mapping;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.KernelFacts;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file with CPython's code in a process: {@code libpython3.13.so}, or the executable itself if
 * CPython is linked statically, as Debian does.
 *
 * @param path the file, as the process' own mount namespace names it
 * @param address where it is mapped
 */
public record PythonImage(String path, long address) {
  private static final String LIBRARY = "/libpython3.";

  /**
   * The library that a process maps, whatever its program is called: {@code uwsgi}, or a JVM with
   * Python in it; else its executable.
   */
  static PythonImage of(Machine machine, KernelFacts kernel) throws UnreadableMemory {
    PythonImage image = library(mapped(machine, kernel, LIBRARY));
    if (image == null && kernel.executable() != null) {
      image = program(mapped(machine, kernel, kernel.executable()), kernel.executable());
    }
    if (image == null) {
      throw UnreadableMemory.unsupported("it maps no CPython");
    }
    return image;
  }

  /** Whether a process maps CPython's library. */
  static boolean isMapped(Machine machine, KernelFacts kernel) {
    try {
      return library(mapped(machine, kernel, LIBRARY)) != null;
    } catch (UnreadableMemory e) {
      return false;
    }
  }

  private static List<Mapping> mapped(Machine machine, KernelFacts kernel, String wanted)
      throws UnreadableMemory {
    try {
      return MemoryMap.of(machine, kernel.pid(), wanted);
    } catch (NoSuchFileException e) {
      throw new UnreadableMemory(Attempt.Outcome.VANISHED, "it has ended");
    } catch (IOException e) {
      throw new UnreadableMemory(Attempt.Outcome.NOT_PERMITTED, "its memory map may not be read");
    }
  }

  /** The first mapping of the library. */
  static @Nullable PythonImage library(List<Mapping> map) {
    for (Mapping mapping : map) {
      String path = mapping.path();
      if (path.startsWith(LIBRARY, path.lastIndexOf('/')) && path.contains(".so")) {
        return new PythonImage(path, mapping.address());
      }
    }
    return null;
  }

  /** The first mapping of the executable. */
  static @Nullable PythonImage program(List<Mapping> map, String executable) {
    for (Mapping mapping : map) {
      if (mapping.path().equals(executable)) {
        return new PythonImage(executable, mapping.address());
      }
    }
    return null;
  }
}
