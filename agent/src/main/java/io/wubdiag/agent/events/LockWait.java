package io.wubdiag.agent.events;

import java.lang.invoke.MethodHandles;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** From asking for a lock until it was acquired, or given up. Of the thread that waited. */
@Name("wubdiag.LockWait")
@Label("Lock Wait")
@Description("A thread waited for a lock of the application")
@Threshold("20 ms")
@StackTrace
final class LockWait extends LockEvent {
  static final StartTime START = StartTime.of(MethodHandles.lookup(), LockWait.class);

  @Label("Acquired")
  @Description("Whether the thread got the lock; false for an attempt that ended without")
  boolean acquired;
}
