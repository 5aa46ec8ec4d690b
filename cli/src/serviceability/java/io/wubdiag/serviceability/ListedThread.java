package io.wubdiag.serviceability;

import org.jspecify.annotations.Nullable;
import sun.jvm.hotspot.oops.Oop;
import sun.jvm.hotspot.oops.OopUtilities;
import sun.jvm.hotspot.runtime.JavaThread;
import sun.jvm.hotspot.runtime.OSThread;

/**
 * A thread that the VM lists.
 *
 * @param object its {@code java.lang.Thread}, null while the thread is being attached
 * @param status the status word of {@code java.lang.Thread}: bits as in jvmti.h
 */
record ListedThread(JavaThread thread, @Nullable Oop object, String name, long javaId, int status) {

  static ListedThread of(JavaThread thread) {
    Oop object = thread.getThreadObj();
    if (object == null) {
      return new ListedThread(thread, null, "", 0, 0);
    }
    return new ListedThread(
        thread,
        object,
        OopUtilities.threadOopGetName(object),
        OopUtilities.threadOopGetTID(object),
        OopUtilities.threadOopGetThreadStatus(object));
  }

  long address() {
    return thread.getAddress().asLongValue();
  }

  /** The id of its task, as the VM recorded it when the thread was started; 0 for none. */
  int task() {
    OSThread task = thread.getOSThread();
    return task == null ? 0 : task.threadId();
  }

  /** Whether an address is on its stack. */
  boolean hasOnStack(long address) {
    long base = thread.getStackBaseValue();
    return address < base && address >= base - thread.getStackSize();
  }
}
