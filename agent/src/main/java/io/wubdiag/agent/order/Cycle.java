package io.wubdiag.agent.order;

import java.util.List;

/**
 * Orders that contradict each other: each edge's thread may come to wait for what the next one's
 * holds.
 *
 * @param edges each one takes what the next one holds, the last one what the first one holds
 */
record Cycle(List<Edge> edges) {
  Cycle {
    edges = List.copyOf(edges);
  }
}
