package io.wubdiag.agent.events;

import io.wubdiag.agent.order.OrderAnalysis.Inversion;
import org.jspecify.annotations.Nullable;

/** The events of a JVM without a flight recorder: none. */
record NoEvents(String missing) implements AgentEvents {
  @Override
  public void waited(Wait kind, Object awaited, int site, long since, boolean acquired) {}

  @Override
  public void held(Object lock, int site, long since) {}

  @Override
  public void logWaited(LogCall call) {}

  @Override
  public void inverted(Inversion inversion) {}

  @Override
  public void orphaned(
      Object lock, @Nullable String site, @Nullable String ownerName, long nanos, String cause) {}

  @Override
  public void close() {}
}
