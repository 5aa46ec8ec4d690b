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

  static PythonImage of(Machine machine, KernelFacts kernel) throws UnreadableMemory {
    List<Mapping> map;
    try {
      map = MemoryMap.of(machine, kernel.pid());
    } catch (NoSuchFileException e) {
      throw new UnreadableMemory(Attempt.Outcome.VANISHED, "it has ended");
    } catch (IOException e) {
      throw new UnreadableMemory(Attempt.Outcome.NOT_PERMITTED, "its memory map may not be read");
    }
    PythonImage image = find(map, kernel.executable());
    if (image == null) {
      throw UnreadableMemory.unsupported("it maps no CPython");
    }
    return image;
  }

  /** The first mapping of the library, else of the executable. */
  static @Nullable PythonImage find(List<Mapping> map, @Nullable String executable) {
    PythonImage program = null;
    for (Mapping mapping : map) {
      String path = mapping.path();
      boolean library = path.startsWith(LIBRARY, path.lastIndexOf('/')) && path.contains(".so");
      if (library) {
        return new PythonImage(path, mapping.address());
      }
      if (program == null && path.equals(executable)) {
        program = new PythonImage(path, mapping.address());
      }
    }
    return program;
  }
}
