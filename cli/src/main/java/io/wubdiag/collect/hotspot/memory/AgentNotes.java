package io.wubdiag.collect.hotspot.memory;

import java.util.List;

/** What the agent has noted of the locks of its JVM's threads. */
public record AgentNotes(List<NotedHold> holds, List<NotedWait> waits) {
  /** Where there is no agent. */
  public static final AgentNotes NONE = new AgentNotes(List.of(), List.of());

  public AgentNotes {
    holds = List.copyOf(holds);
    waits = List.copyOf(waits);
  }
}
