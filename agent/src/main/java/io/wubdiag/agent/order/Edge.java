package io.wubdiag.agent.order;

import java.util.List;

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
