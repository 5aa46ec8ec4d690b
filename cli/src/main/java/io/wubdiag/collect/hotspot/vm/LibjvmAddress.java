package io.wubdiag.collect.hotspot.vm;

import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.MemoryMap;
import io.wubdiag.collect.machine.MemoryMap.Mapping;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.Attempt;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Finds the address at which a process has mapped libjvm.so. */
public final class LibjvmAddress {
  private static final String NAME = "/libjvm.so";

  private LibjvmAddress() {}

  public static long find(Machine machine, long pid) throws UnreadableMemory {
    try {
      return find(MemoryMap.of(machine, pid, NAME));
    } catch (NoSuchFileException e) {
      throw new UnreadableMemory(Attempt.Outcome.VANISHED, "it has ended");
    } catch (IOException e) {
      throw new UnreadableMemory(Attempt.Outcome.NOT_PERMITTED, "its memory map may not be read");
    }
  }

  /**
   * The start of the first mapping of a file with libjvm's name, which may have been deleted since.
   */
  static long find(List<Mapping> map) throws UnreadableMemory {
    for (Mapping mapping : map) {
      if (mapping.path().endsWith(NAME)) {
        return mapping.address();
      }
    }
    throw UnreadableMemory.unsupported("it has not loaded libjvm.so");
  }
}
