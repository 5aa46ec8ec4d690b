package io.wubdiag.agent.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** How the agent itself fares. */
@Name("wubdiag.AgentHealth")
@Label("Agent Health")
@Category({"Wubdiag", "Agent"})
@Description("What the agent has noted, and what it could not")
@Period("10 s")
@StackTrace(false)
final class AgentHealth extends Event {
  @Label("Tracked Threads")
  int trackedThreads;

  @Label("Untracked Threads")
  @Description("Threads that came when as many as there is room for were tracked")
  int untrackedThreads;

  @Label("Locks Held Too Deep")
  @Description("Locks not noted since their thread held too many others")
  long tooDeep;

  @Label("Lock Orders Missed")
  @Description("How often an order of locks was not looked at, for lack of room or time")
  long ordersMissed;

  @Label("Faults")
  @Description("Errors in the agent's own hooks, which the application did not see")
  long faults;
}
