package io.wubdiag.collect.hotspot.memory;

import java.util.List;

/** The agent's notes of the locks of its JVM's threads. */
public record AgentNotes(List<NotedHold> holds, List<NotedWait> waits) {
  /** The notes without an agent. */
  public static final AgentNotes NONE = new AgentNotes(List.of(), List.of());

  public AgentNotes {
    holds = List.copyOf(holds);
    waits = List.copyOf(waits);
  }
}
