package io.wubdiag.agent.order;

import java.util.List;

/**
 * Orders that contradict each other: the thread of each edge may wait for the lock that the thread
 * of the next edge holds.
 *
 * @param edges each acquires the lock that the next one holds, and the last acquires that of the
 *     first
 */
record Cycle(List<Edge> edges) {
  Cycle {
    edges = List.copyOf(edges);
  }
}
