package io.wubdiag.agent.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timestamp;
import org.jspecify.annotations.Nullable;

/** That locks were acquired in one order and are now in another. Of the thread that did it last. */
@Name("wubdiag.LockOrderInversion")
@Label("Lock Order Inversion")
@Category({"Wubdiag", "Locks"})
@Description("Two threads acquired the same locks in contrary orders: they can deadlock")
@StackTrace
final class LockOrderInversion extends Event {
  @Label("Held Lock")
  @Description("Kind of the lock that this thread held, by the place that made it")
  @Nullable String heldLock;

  @Label("Held Since Call Site")
  @Description("Where this thread had acquired the lock that it held")
  @Nullable String heldSite;

  @Label("Acquired Lock")
  @Description("Kind of the lock that this thread acquired then, by the place that made it")
  @Nullable String acquiredLock;

  @Label("Acquired at Call Site")
  @Nullable String acquiredSite;

  @Label("Other Thread")
  @Description("Name of a thread that acquired them the other way round")
  @Nullable String otherThread;

  @Label("Other Thread's Time")
  @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
  long otherTime;

  @Label("Other Thread's Held Since Call Site")
  @Nullable String otherHeldSite;

  @Label("Other Thread's Acquired at Call Site")
  @Nullable String otherAcquiredSite;

  @Label("Other Thread's Stack Trace")
  @Description("A frame a line, the innermost one first")
  @Nullable String otherStackTrace;
}
