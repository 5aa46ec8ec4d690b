package io.wubdiag.agent.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * That locks were acquired in contrary orders. The agent finds out when both have happened, in a
 * thread of its own, so the stacks are texts.
 */
@Name("wubdiag.LockOrderInversion")
@Label("Lock Order Inversion")
@Category({"Wubdiag", "Locks"})
@Description("Threads have acquired the same locks in contrary orders: they can deadlock")
@StackTrace(false)
final class LockOrderInversion extends Event {
  @Label("Orders")
  @Description("How many orders make the cycle; this tells two of them")
  int orders;

  @Label("First Thread")
  @Nullable String firstThread;

  @Label("First Thread's Held Lock")
  @Description("Class of the lock that it held, and where that was created if this is known")
  @Nullable String firstHeldLock;

  @Label("First Thread's Call Site of Held Lock")
  @Nullable String firstHeldSite;

  @Label("First Thread's Acquired Lock")
  @Description("Class of the lock that it acquired then, and where that was created")
  @Nullable String firstAcquiredLock;

  @Label("First Thread's Call Site of Acquired Lock")
  @Nullable String firstAcquiredSite;

  @Label("First Thread's Stack Trace")
  @Description("When it acquired the second lock: a frame a line, the innermost one first")
  @Nullable String firstStackTrace;

  @Label("Second Thread")
  @Nullable String secondThread;

  @Label("Second Thread's Call Site of Held Lock")
  @Nullable String secondHeldSite;

  @Label("Second Thread's Call Site of Acquired Lock")
  @Nullable String secondAcquiredSite;

  @Label("Second Thread's Stack Trace")
  @Description("When it acquired its second lock: a frame a line, the innermost one first")
  @Nullable String secondStackTrace;
}
