package io.wubdiag.agent.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import org.jspecify.annotations.Nullable;

/** What all events about one lock tell of it. */
@Category({"Wubdiag", "Locks"})
abstract class LockEvent extends Event {
  @Label("Lock Class")
  @Description("Class of the lock, or of the object whose monitor it is")
  @Nullable Class<?> lockClass;

  @Label("Lock Identity")
  @Description(
      "Identity hash code of the lock, as its toString shows it: tells locks of a class apart")
  @MemoryAddress
  int lockIdentity;

  @Label("Call Site")
  @Description("Where the lock was acquired, or was to be")
  @Nullable String callSite;

  /** Fills in what is told of the lock; calls no method of it. */
  final void about(Object lock, @Nullable String site) {
    lockClass = lock.getClass();
    lockIdentity = System.identityHashCode(lock);
    callSite = site;
  }
}
