package io.wubdiag.agent.events;

import java.lang.invoke.MethodHandles;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** From acquiring a lock until it was given back. Its stack is that of giving it back. */
@Name("wubdiag.LockHeld")
@Label("Lock Held")
@Description("A thread held a lock of the application; the call site is where it was acquired")
@Threshold("20 ms")
@StackTrace
final class LockHeld extends LockEvent {
  static final StartTime START = StartTime.of(MethodHandles.lookup(), LockHeld.class);
}
