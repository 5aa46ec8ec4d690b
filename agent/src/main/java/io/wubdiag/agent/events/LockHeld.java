package io.wubdiag.agent.events;

import java.lang.invoke.MethodHandles;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/**
 * The time from the acquisition of a lock to its release. The event's stack is that of the release.
 */
@Name("wubdiag.LockHeld")
@Label("Lock Held")
@Description("A thread held a lock of the application; the call site is that of the acquisition")
@Threshold("20 ms")
@StackTrace
final class LockHeld extends LockEvent {
  static final StartTime START = StartTime.of(MethodHandles.lookup(), LockHeld.class);
}
