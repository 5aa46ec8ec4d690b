package io.wubdiag.serviceability;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sun.jvm.hotspot.debugger.Address;
import sun.jvm.hotspot.debugger.OopHandle;
import sun.jvm.hotspot.oops.Field;
import sun.jvm.hotspot.oops.InstanceKlass;
import sun.jvm.hotspot.oops.IntField;
import sun.jvm.hotspot.oops.Oop;
import sun.jvm.hotspot.oops.OopField;
import sun.jvm.hotspot.oops.OopUtilities;
import sun.jvm.hotspot.runtime.ObjectMonitor;

/** Finds the owner of a monitor or synchronizer, by its own record. */
final class Owners {
  /** {@code JVMTI_THREAD_STATE_TERMINATED} (jvmti.h). */
  private static final int TERMINATED = 0x2;

  private final List<ListedThread> threads;

  Owners(List<ListedThread> threads) {
    this.threads = threads;
  }

  /** Prints the owner that the VM's monitor records, if any. */
  void printOwner(Lines lines, long object, ObjectMonitor monitor) {
    Address owner = monitor.owner();
    OopHandle handle = monitor.object();
    if (owner == null || handle == null) {
      return;
    }
    ListedThread thread = byOwnerWord(owner.asLongValue(), handle.asLongValue());
    if (thread != null) {
      print(lines, object, "monitor", thread);
    }
  }

  /**
   * The thread that {@code ObjectMonitor::_owner} stands for (objectMonitor.hpp). Up to JDK 23 the
   * word is the address of the {@code JavaThread}, or of a lock record on that thread's stack; from
   * 24 on it is {@code Thread.threadId()}. From 21 on it can also be {@code ANONYMOUS_OWNER}: the
   * owner is the thread with the object on its lock stack.
   */
  private @Nullable ListedThread byOwnerWord(long owner, long object) {
    for (ListedThread thread : threads) {
      boolean owns =
          owner == LockStack.ANONYMOUS_OWNER
              ? LockStack.holds(thread.thread(), object)
              : owner == thread.address() || owner == thread.javaId() || thread.hasOnStack(owner);
      if (owns) {
        return thread;
      }
    }
    return null;
  }

  /**
   * Prints the owner that a synchronizer records, if any. Otherwise prints the first reader of a
   * {@code ReentrantReadWriteLock}, the only reader that the lock itself records.
   */
  void printOwner(Lines lines, long object, Oop synchronizer) {
    Oop owner = OopUtilities.abstractOwnableSynchronizerGetOwnerThread(synchronizer);
    if (owner != null) {
      print(lines, object, "exclusive", owner);
      return;
    }
    Oop reader = firstReader(synchronizer);
    if (reader != null) {
      print(lines, object, "reader", reader);
    }
  }

  private static @Nullable Oop firstReader(Oop synchronizer) {
    InstanceKlass klass = (InstanceKlass) synchronizer.getKlass();
    Field reader = klass.findField("firstReader", "Ljava/lang/Thread;");
    Field holds = klass.findField("firstReaderHoldCount", "I");
    if (reader instanceof OopField thread
        && holds instanceof IntField count
        && count.getValue(synchronizer) > 0) {
      return thread.getValue(synchronizer);
    }
    return null;
  }

  private void print(Lines lines, long object, String record, Oop owner) {
    for (ListedThread thread : threads) {
      if (owner.equals(thread.object())) {
        print(lines, object, record, thread);
        return;
      }
    }
    // A virtual thread is not listed; its own class keeps its status.
    boolean virtual = owner.getKlass().getName().asString().equals("java/lang/VirtualThread");
    int status = virtual ? 0 : OopUtilities.threadOopGetThreadStatus(owner);
    lines
        .start("owner")
        .address(object)
        .text(record)
        .address(0)
        .flag((status & TERMINATED) != 0)
        .number(OopUtilities.threadOopGetTID(owner))
        .text(OopUtilities.threadOopGetName(owner))
        .end();
  }

  private static void print(Lines lines, long object, String record, ListedThread thread) {
    lines
        .start("owner")
        .address(object)
        .text(record)
        .address(thread.address())
        .flag(false)
        .number(thread.javaId())
        .text(thread.name())
        .end();
  }
}
