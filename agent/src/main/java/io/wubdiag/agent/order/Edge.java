package io.wubdiag.agent.order;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One lock was taken while another was held.
 *
 * @param gates what else the thread held then
 * @param thread its number
 * @param epoch how many threads it had started or joined before
 * @param heldSince {@link #SHARED}, or if so far none but its creator, this thread, had taken the
 *     lock that is held: the epoch in which it was created
 * @param takenSince the same of the lock that is taken
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
  /** Stands for a lock that others had taken, too, or that may have been. */
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

  /** Whether two threads can't be at these two points at the same time: a gate lock keeps them. */
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
