package io.wubdiag.agent.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import org.jspecify.annotations.Nullable;

/** The fields that all events about one lock share. */
@Category({"Wubdiag", "Locks"})
abstract class LockEvent extends Event {
  @Label("Lock Class")
  @Description("Class of the lock, or of the object that owns the monitor")
  @Nullable Class<?> lockClass;

  @Label("Lock Identity")
  @Description(
      "Identity hash code of the lock, as in its toString: distinguishes locks of one class")
  @MemoryAddress
  int lockIdentity;

  @Label("Call Site")
  @Description("Where the lock was acquired, or should have been")
  @Nullable String callSite;

  /** Fills in the fields. Calls no method of the lock. */
  final void about(Object lock, @Nullable String site) {
    lockClass = lock.getClass();
    lockIdentity = System.identityHashCode(lock);
    callSite = site;
  }
}
