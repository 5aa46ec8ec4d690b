package io.wubdiag.serviceability;

import sun.jvm.hotspot.debugger.Address;
import sun.jvm.hotspot.runtime.JavaThread;
import sun.jvm.hotspot.runtime.VM;
import sun.jvm.hotspot.types.Type;
import sun.jvm.hotspot.types.TypeDataBase;

/**
 * The objects that a thread has locked with lightweight locking. JDK 21 and later keep them in the
 * {@code JavaThread} itself (lockStack.hpp), with {@code _top}, the end of the used part, counted
 * in bytes from the start of the {@code JavaThread}.
 */
final class LockStack {
  /** {@code ObjectMonitor::ANONYMOUS_OWNER}. It is never the id or the address of a thread. */
  static final long ANONYMOUS_OWNER = 1;

  private static final int WORD = 8;
  private static final int MOST = 64;

  private LockStack() {}

  static boolean holds(JavaThread thread, long object) {
    TypeDataBase types = VM.getVM().getTypeDataBase();
    Type lockStack = types.lookupType("LockStack", false);
    if (lockStack == null) {
      return false;
    }
    long start = types.lookupType("JavaThread").getField("_lock_stack").getOffset();
    long top = start + lockStack.getField("_top").getOffset();
    long first = start + lockStack.getField("_base[0]").getOffset();
    Address address = thread.getAddress();
    long end = Math.min(address.getJIntAt(top), first + (long) MOST * WORD);
    for (long at = first; at < end; at += WORD) {
      Address locked = address.getAddressAt(at);
      if (locked != null && locked.asLongValue() == object) {
        return true;
      }
    }
    return false;
  }
}
