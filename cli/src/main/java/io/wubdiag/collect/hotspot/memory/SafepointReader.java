package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.elf.LocalSymbols;
import io.wubdiag.collect.hotspot.vm.ThreadReader;
import io.wubdiag.collect.hotspot.vm.VmTables;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the threads that a safepoint waits for. The JVM's {@code SafepointSynchronize::_state}
 * tells that it waits (JDK 17 and 25: {@code runtime/safepoint.hpp}). No table exports its address;
 * only a libjvm with local symbols has it. A thread that is still in Java code has not reached a
 * poll yet ({@code JavaThreadState::_thread_in_Java}, {@code utilities/globalDefinitions.hpp}); any
 * other thread counts as stopped.
 */
final class SafepointReader {
  private static final String STATE = "_ZN20SafepointSynchronize6_stateE";
  private static final int SYNCHRONIZING = 1;
  private static final int IN_JAVA = 8;
  private static final int FIRST_PAGE = 4096;

  private final Memory memory;
  private final ThreadReader threads;
  private final long stateAddress;
  private final long threadStateOffset;

  private SafepointReader(
      Memory memory, ThreadReader threads, long stateAddress, long threadStateOffset) {
    this.memory = memory;
    this.threads = threads;
    this.stateAddress = stateAddress;
    this.threadStateOffset = threadStateOffset;
  }

  /** Null if its libjvm has no local symbols. */
  static @Nullable SafepointReader of(
      Machine machine,
      Memory memory,
      VmTables tables,
      ThreadReader threads,
      long libjvm,
      String libjvmFile)
      throws UnreadableMemory {
    byte[] start = memory.bytes(libjvm, FIRST_PAGE);
    long distance = LocalSymbols.distanceOf(machine, libjvmFile, start, STATE);
    return distance == 0
        ? null
        : new SafepointReader(
            memory, threads, libjvm + distance, tables.offset("JavaThread", "_thread_state"));
  }

  /**
   * The native ids of the threads that the safepoint waits for; empty if the JVM waits for no
   * safepoint.
   */
  Set<Long> blockers() throws UnreadableMemory {
    Set<Long> tids = new HashSet<>();
    if (memory.int32(stateAddress) == SYNCHRONIZING) {
      for (long thread : threads.addresses()) {
        if (memory.int32(thread + threadStateOffset) == IN_JAVA) {
          tids.add((long) threads.tid(thread));
        }
      }
    }
    return tids;
  }
}
