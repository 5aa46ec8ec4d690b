package io.wubdiag.agent.order;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One lock was acquired while another was held.
 *
 * @param gates the other locks that the thread held
 * @param thread the thread's number
 * @param epoch the number of threads that the thread had started or joined before
 * @param heldSince {@link #SHARED}; or the epoch in which the held lock was created, if so far only
 *     its creator, this thread, had acquired it
 * @param takenSince as {@code heldSince}, for the acquired lock
 */
record Edge(
    Take held,
    Take taken,
    List<Take> gates,
    int heldSite,
    int takenSite,
    int thread,
    int epoch,
    int heldSince,
    int takenSince) {
  /** Marks a lock that other threads have, or may have, acquired as well. */
  static final int SHARED = -1;

  Edge {
    gates = List.copyOf(gates);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Edge that
        && held.equals(that.held)
        && taken.equals(that.taken)
        && gates.equals(that.gates)
        && heldSite == that.heldSite
        && takenSite == that.takenSite
        && thread == that.thread
        && epoch == that.epoch
        && heldSince == that.heldSince
        && takenSince == that.takenSince;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * held.hashCode() + taken.hashCode()) + thread;
  }

  /** Whether a gate lock keeps two threads from being at both edges at the same time. */
  boolean isGatedFrom(Edge other) {
    return other.excludes(held) || anyGateExcludedBy(other);
  }

  private boolean anyGateExcludedBy(Edge other) {
    for (Take gate : gates) {
      if (other.excludes(gate)) {
        return true;
      }
    }
    return false;
  }

  private boolean excludes(Take take) {
    if (held.excludes(take)) {
      return true;
    }
    for (Take gate : gates) {
      if (gate.excludes(take)) {
        return true;
      }
    }
    return false;
  }
}
