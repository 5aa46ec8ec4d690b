package io.wubdiag.agent.events;

import java.lang.invoke.MethodHandles;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/**
 * The time from the request for a lock to its acquisition, or to the end of the attempt. Fired by
 * the waiting thread.
 */
@Name("wubdiag.LockWait")
@Label("Lock Wait")
@Description("A thread waited for a lock of the application")
@Threshold("20 ms")
@StackTrace
final class LockWait extends LockEvent {
  static final StartTime START = StartTime.of(MethodHandles.lookup(), LockWait.class);

  @Label("Acquired")
  @Description("Whether the thread acquired the lock; false if the attempt failed")
  boolean acquired;
}
