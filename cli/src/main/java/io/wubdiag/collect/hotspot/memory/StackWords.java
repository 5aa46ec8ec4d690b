package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.hotspot.vm.VmTables;
import io.wubdiag.collect.machine.PagedMemory;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Reads all words of a thread's stack while the thread is in native code. The JVM then records
 * where its Java frames begin ({@code JavaFrameAnchor}, JDK 17 and 25: {@code
 * runtime/javaFrameAnchor.hpp}). All variables of a native method's caller are on the stack, since
 * no register survives a call of compiled Java code. So a loop with a counter never has the same
 * words twice.
 */
final class StackWords {
  private static final int LARGEST = 256 * 1024;
  private static final int MOST_LOOKS = 200;

  /**
   * {@code _thread_blocked}, as at a safepoint, when other registers are recorded ({@code
   * utilities/globalDefinitions.hpp}).
   */
  private static final int BLOCKED = 10;

  private final PagedMemory memory;
  private final long anchorOffset;
  private final long stateOffset;

  StackWords(PagedMemory memory, VmTables tables) throws UnreadableMemory {
    this.memory = memory;
    anchorOffset =
        tables.offset("JavaThread", "_anchor") + tables.offset("JavaFrameAnchor", "_last_Java_sp");
    stateOffset = tables.offset("JavaThread", "_thread_state");
  }

  /**
   * Where the words begin, in the upper half, and a hash of the words; empty for a thread in Java
   * code.
   */
  OptionalLong of(ListedThread thread) throws UnreadableMemory {
    for (int i = 0; i < MOST_LOOKS; i++) {
      memory.forget();
      long top = memory.word(thread.address() + anchorOffset);
      long size = thread.stackBase() - top;
      boolean blocked = memory.int32(thread.address() + stateOffset) >= BLOCKED;
      if (!blocked && top != 0 && size > 0 && size <= Math.min(thread.stackSize(), LARGEST)) {
        int words = Arrays.hashCode(memory.bytes(top, (int) size));
        memory.forget();
        if (memory.word(thread.address() + anchorOffset) == top) {
          return OptionalLong.of(top << 32 | words & 0xffff_ffffL);
        }
      }
    }
    return OptionalLong.empty();
  }
}
