package io.wubdiag.agent.events;

import io.wubdiag.agent.bootstrap.LockObserver;
import io.wubdiag.agent.bootstrap.Tracing;

/** Makes events of what hooks have seen to last long. */
public final class LockReporter implements LockObserver {
  private final AgentEvents events;

  public LockReporter(AgentEvents events) {
    this.events = events;
  }

  /** Waits for a notification are not told: that is how idle threads spend their time. */
  @Override
  public void waited(Wait kind, Object awaited, int site, long since, boolean acquired) {
    if (kind == Wait.ACQUISITION) {
      events.lockWaited(awaited, Tracing.site(site), System.nanoTime() - since, acquired);
    }
  }

  @Override
  public void held(Object lock, int site, long since) {
    events.lockHeld(lock, Tracing.site(site), System.nanoTime() - since);
  }
}
