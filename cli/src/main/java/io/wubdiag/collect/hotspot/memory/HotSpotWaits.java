package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.elf.LocalSymbols;
import io.wubdiag.collect.hotspot.vm.ThreadReader;
import io.wubdiag.collect.hotspot.vm.VmTables;
import io.wubdiag.collect.libc.KnownMutexes;
import io.wubdiag.collect.libc.NativeWait;
import io.wubdiag.collect.libc.NativeWait.ConditionWait;
import io.wubdiag.collect.libc.NativeWait.SafepointWait;
import io.wubdiag.collect.libc.NativeWait.StragglerWait;
import io.wubdiag.collect.libc.NativeWait.VmOperationWait;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import org.jspecify.annotations.Nullable;

/**
 * Names a JVM's own mutexes and conditions, and recognises waits for the VM.
 *
 * <p>HotSpot's {@code Mutex} is, on Linux, {@code Thread* _owner; pthread_mutex_t; pthread_cond_t;
 * const char* _name} (JDK 17 and 25: {@code runtime/mutex.hpp}, {@code os/posix/os_posix.hpp}). JDK
 * 25 exports the name's offset; in 17 it follows from these sizes. A task waits at the condition's
 * two {@code __g_signals}, and for stragglers at its two {@code __g_refs} (glibc's {@code
 * pthread_cond_t}).
 */
public final class HotSpotWaits implements KnownMutexes {
  private static final int PRIVATE_WAIT = 128;
  private static final int CONDITION_SIZE = 48;
  private static final int[] REFERENCES = {16, 20};
  private static final int[] SIGNALS = {40, 44};
  private static final int BLOCKED = 10; // JavaThreadState::_thread_blocked
  private static final int LONGEST_NAME = 64;
  private static final int STACK_SEARCHED = 4096;
  private static final String VM_THREAD = "VM Thread";

  /** Conditions that the VM's own threads signal, and their work before they do. */
  private static final String[][] SERVED_BY_VM = {
    {"VMOperation_lock", "VM operation"},
    {"G1OldGCCount_lock", "concurrent collection"},
    {"FullGCCount_lock", "concurrent collection"},
    {"ShenandoahAllocFailureGC_lock", "collection"},
    {"ShenandoahRequestedGC_lock", "collection"},
    {"ShenandoahWaitMonitor_lock", "collection"},
    {"_wait_monitor", "collection"},
    {"_alloc_failure_waiters_lock", "collection"},
    {"_gc_waiters_lock", "collection"},
  };

  private final Machine machine;
  private final Memory memory;
  private final ThreadReader threads;
  private final boolean zgc;
  private final long libjvm;
  private final @Nullable String libjvmFile;
  private final long nameOffset;
  private final long stateOffset;

  /**
   * @param libjvm the start of libjvm.so in memory
   * @param libjvmFile the file that it was mapped from, null if unknown
   */
  HotSpotWaits(
      Machine machine,
      Memory memory,
      VmTables tables,
      ThreadReader threads,
      boolean zgc,
      long libjvm,
      @Nullable String libjvmFile)
      throws UnreadableMemory {
    this.machine = machine;
    this.memory = memory;
    this.threads = threads;
    this.zgc = zgc;
    this.libjvm = libjvm;
    this.libjvmFile = libjvmFile;
    int mutexSize = System.getProperty("os.arch", "").equals("aarch64") ? 48 : 40;
    nameOffset =
        tables.hasField("Mutex", "_name")
            ? tables.offset("Mutex", "_name") - 8
            : mutexSize + CONDITION_SIZE;
    stateOffset = tables.offset("JavaThread", "_thread_state");
  }

  /**
   * The name of the HotSpot mutex whose {@code pthread_mutex_t} is at this address, null if it is
   * not HotSpot's.
   */
  @Override
  public @Nullable String mutexName(long mutex) {
    return name(mutex + nameOffset);
  }

  /** The native id of the mutex' owner according to HotSpot, 0 for none. */
  @Override
  public long mutexOwner(long mutex) {
    try {
      long owner = mutexName(mutex) == null ? 0 : memory.word(mutex - 8);
      return owner == 0 ? 0 : threads.tid(owner);
    } catch (UnreadableMemory e) {
      return 0;
    }
  }

  /**
   * What a task waits for at an address that is not a mutex; null if the address is not HotSpot's.
   */
  @Override
  public @Nullable NativeWait wait(
      Task task, SystemCall call, long address, int operation, int word) throws UnreadableMemory {
    for (int offset : SIGNALS) {
      String name = name(address - offset + CONDITION_SIZE);
      if (name != null) {
        return atCondition(task, call, address, name);
      }
    }
    boolean odd = (word & 1) != 0;
    if (operation != PRIVATE_WAIT || !odd) {
      return zgc && isOnOwnStack(call, address)
          ? new VmOperationWait(address, "ZGC allocation stall")
          : null;
    }
    for (int offset : REFERENCES) {
      String name = name(address - offset + CONDITION_SIZE);
      if (name != null || isStraggling(address - offset, word)) {
        return new StragglerWait(address, name);
      }
    }
    return isBlockedInVm(call) ? new SafepointWait(address) : null;
  }

  private NativeWait atCondition(Task task, SystemCall call, long address, String name) {
    for (String[] served : SERVED_BY_VM) {
      if (served[0].equals(name) && !task.name().equals(VM_THREAD)) {
        String operation = name.equals("VMOperation_lock") ? vmOperation(call) : null;
        return new VmOperationWait(address, operation == null ? served[1] : operation);
      }
    }
    return new ConditionWait(address, name);
  }

  /**
   * Whether a condition with this number of waiters is there. A bare number must not be taken for a
   * condition: HotSpot waits at one for the end of a safepoint.
   */
  private boolean isStraggling(long condition, int word) throws UnreadableMemory {
    int waiters = memory.int32(condition + 36) >>> 3;
    int clock = memory.int32(condition + 36) & 7;
    long sequence = memory.word(condition);
    return word >>> 1 > 0
        && word >>> 1 <= waiters
        && clock <= 3
        && Long.compareUnsigned(sequence >>> 1, waiters) >= 0;
  }

  private @Nullable String name(long pointer) {
    try {
      String name = memory.cString(memory.word(pointer), LONGEST_NAME);
      if (name.length() < 4 || name.length() == LONGEST_NAME) {
        return null;
      }
      for (int i = 0; i < name.length(); i++) {
        char c = name.charAt(i);
        boolean plausible =
            c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
        if (!plausible && " :.->".indexOf(c) < 0) {
          return null;
        }
      }
      return name;
    } catch (UnreadableMemory e) {
      return null;
    }
  }

  private boolean isOnOwnStack(SystemCall call, long address) throws UnreadableMemory {
    long thread = threadOf(call);
    return thread != 0 && threads.stackHolds(thread, address);
  }

  private boolean isBlockedInVm(SystemCall call) throws UnreadableMemory {
    long thread = threadOf(call);
    return thread != 0 && memory.int32(thread + stateOffset) == BLOCKED;
  }

  /** The listed thread on whose stack the call was made, 0 if none. */
  private long threadOf(SystemCall call) throws UnreadableMemory {
    for (long thread : threads.addresses()) {
      if (threads.stackHolds(thread, call.stackPointer())) {
        return thread;
      }
    }
    return 0;
  }

  /**
   * The VM operation that a thread has requested. The operation lies on its stack: first a pointer
   * to its class' virtual function table, second the requesting thread (JDK 17 and 25: {@code
   * runtime/vmOperations.hpp}). The table's symbol contains the class name.
   */
  private @Nullable String vmOperation(SystemCall call) {
    if (libjvmFile == null) {
      return null;
    }
    try {
      long thread = threadOf(call);
      long stack = call.stackPointer() & ~7L;
      for (int i = 0; thread != 0 && i < STACK_SEARCHED; i += 8) {
        if (memory.word(stack + i + 8) == thread) {
          long table = memory.word(stack + i) - 16; // two words precede the first function
          byte[] start = memory.bytes(libjvm, 4096);
          String symbol = LocalSymbols.nameAt(machine, libjvmFile, start, table - libjvm);
          int name = symbol == null ? -1 : symbol.indexOf("VM_");
          if (symbol != null && symbol.startsWith("_ZTV") && name >= 0) {
            return symbol.substring(name + 3);
          }
        }
      }
    } catch (UnreadableMemory e) {
      // Then the operation has no name.
    }
    return null;
  }
}
