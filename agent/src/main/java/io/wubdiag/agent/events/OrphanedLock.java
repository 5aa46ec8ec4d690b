package io.wubdiag.agent.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A lock that is still locked after its owner has ended. */
@Name("wubdiag.OrphanedLock")
@Label("Orphaned Lock")
@Description("A thread has ended without releasing a lock")
@StackTrace(false)
final class OrphanedLock extends LockEvent {
  @Label("Owner")
  @Description("Name of the thread that acquired the lock")
  @Nullable String ownerName;

  @Label("Held For")
  @Timespan(Timespan.NANOSECONDS)
  long heldFor;

  @Label("Cause")
  @Description("How the owner ended")
  @Nullable String cause;
}
