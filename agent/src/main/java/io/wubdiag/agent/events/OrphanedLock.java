package io.wubdiag.agent.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** That a lock is still locked, and nobody is left who would unlock it. */
@Name("wubdiag.OrphanedLock")
@Label("Orphaned Lock")
@Description("A thread has ended without giving back a lock")
@StackTrace(false)
final class OrphanedLock extends LockEvent {
  @Label("Owner")
  @Description("Name of the thread that acquired the lock")
  @Nullable String ownerName;

  @Label("Held For")
  @Timespan(Timespan.NANOSECONDS)
  long heldFor;

  @Label("Cause")
  @Description("How the owner left")
  @Nullable String cause;
}
