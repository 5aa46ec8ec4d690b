package io.wubdiag.agent.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** The agent's own counters. */
@Name("wubdiag.AgentHealth")
@Label("Agent Health")
@Category({"Wubdiag", "Agent"})
@Description("What the agent has recorded, and what it could not record")
@Period("10 s")
@StackTrace(false)
final class AgentHealth extends Event {
  @Label("Tracked Threads")
  int trackedThreads;

  @Label("Untracked Threads")
  @Description("Threads that were not recorded because there were too many")
  int untrackedThreads;

  @Label("Locks Held Too Deep")
  @Description("Locks that were not recorded because their thread held too many")
  long tooDeep;

  @Label("Lock Orders Missed")
  @Description("How often an order of locks was skipped, for lack of room or time")
  long ordersMissed;

  @Label("Faults")
  @Description("Failures in the agent's own hooks, which the application did not see")
  long faults;
}
