package io.wubdiag.agent.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * Locks that were acquired in opposite orders. The agent detects this later, in its own thread, so
 * the stacks are texts.
 */
@Name("wubdiag.LockOrderInversion")
@Label("Lock Order Inversion")
@Category({"Wubdiag", "Locks"})
@Description("Threads have acquired the same locks in opposite orders: they can deadlock")
@StackTrace(false)
final class LockOrderInversion extends Event {
  @Label("Orders")
  @Description("Number of orders in the cycle; the event has two of them")
  int orders;

  @Label("First Thread")
  @Nullable String firstThread;

  @Label("First Thread's Held Lock")
  @Description("Class of the held lock, and where it was created if that is known")
  @Nullable String firstHeldLock;

  @Label("First Thread's Call Site of Held Lock")
  @Nullable String firstHeldSite;

  @Label("First Thread's Acquired Lock")
  @Description("Class of the acquired lock, and where it was created")
  @Nullable String firstAcquiredLock;

  @Label("First Thread's Call Site of Acquired Lock")
  @Nullable String firstAcquiredSite;

  @Label("First Thread's Stack Trace")
  @Description(
      "At the acquisition of the second lock: one line for each frame, the innermost first")
  @Nullable String firstStackTrace;

  @Label("Second Thread")
  @Nullable String secondThread;

  @Label("Second Thread's Call Site of Held Lock")
  @Nullable String secondHeldSite;

  @Label("Second Thread's Call Site of Acquired Lock")
  @Nullable String secondAcquiredSite;

  @Label("Second Thread's Stack Trace")
  @Description(
      "At the acquisition of its second lock: one line for each frame, the innermost first")
  @Nullable String secondStackTrace;
}
