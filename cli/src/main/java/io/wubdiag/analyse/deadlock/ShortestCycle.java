package io.wubdiag.analyse.deadlock;

import io.wubdiag.analyse.graph.Hold;
import io.wubdiag.analyse.graph.ResourceNode;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Owner.Liveness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A shortest cycle within a knot of threads, by breadth-first search from each of them in turn; of
 * equally short ones, the one through the first thread of the graph's order, from which it starts.
 * The effort is bounded: in a huge knot it is the shortest one through its first threads.
 */
final class ShortestCycle {
  private static final int MOST_STEPS = 1_000_000;

  private final List<ThreadNode> knot;
  private final Set<ThreadNode> members;
  private final boolean branches;
  private int steps;

  ShortestCycle(List<ThreadNode> knot) {
    this.knot = knot;
    this.members = new HashSet<>(knot);
    this.branches = branches();
  }

  /** Whether any thread waits for several others, so that there may be more than one cycle. */
  private boolean branches() {
    for (ThreadNode thread : knot) {
      ResourceNode resource = thread.waitsFor();
      if (resource != null && resource.holds().size() > 1) {
        return true;
      }
    }
    return false;
  }

  /** An edge of a cycle: the thread waits for what the hold's owner owns. */
  record Step(ThreadNode waiter, Hold hold) {}

  /** The cycle, null if there is none of proved edges only. */
  @Nullable List<Step> ofProvedEdges() {
    return find(true);
  }

  /** The cycle of whatever edges, empty if the threads are not a knot. */
  List<Step> ofAnyEdges() {
    List<Step> cycle = find(false);
    return cycle == null ? List.of() : cycle;
  }

  private @Nullable List<Step> find(boolean provedOnly) {
    steps = 0;
    List<Step> shortest = null;
    for (ThreadNode start : knot) {
      int longest = shortest == null ? knot.size() : shortest.size() - 1;
      List<Step> cycle = through(start, longest, provedOnly);
      shortest = cycle == null ? shortest : cycle;
      if (shortest != null && (!branches || steps > MOST_STEPS)) {
        break;
      }
    }
    return shortest;
  }

  /** A shortest cycle through that thread, null if there is none of at most that many edges. */
  private @Nullable List<Step> through(ThreadNode start, int longest, boolean provedOnly) {
    Map<ThreadNode, Step> cameBy = new HashMap<>();
    Set<ResourceNode> expanded = new HashSet<>();
    List<ThreadNode> level = List.of(start);
    for (int length = 1; length <= longest && !level.isEmpty(); length++) {
      List<ThreadNode> next = new ArrayList<>();
      for (ThreadNode waiter : level) {
        ResourceNode resource = waiter.waitsFor();
        if (resource == null || !expanded.add(resource)) {
          continue;
        }
        for (Hold hold : resource.holds()) {
          ThreadNode owner = hold.thread();
          steps++;
          if (owner != null && leadsOn(hold, provedOnly) && !cameBy.containsKey(owner)) {
            cameBy.put(owner, new Step(waiter, hold));
            next.add(owner);
          }
        }
      }
      if (cameBy.containsKey(start)) {
        return backFrom(start, cameBy);
      }
      level = next;
    }
    return null;
  }

  private boolean leadsOn(Hold hold, boolean provedOnly) {
    return hold.liveness() == Liveness.LIVE
        && members.contains(hold.thread())
        && (!provedOnly || hold.owner().certainty() == Certainty.PROVED);
  }

  private static List<Step> backFrom(ThreadNode start, Map<ThreadNode, Step> cameBy) {
    List<Step> cycle = new ArrayList<>();
    ThreadNode thread = start;
    do {
      Step step = cameBy.get(thread);
      if (step == null) {
        throw new AssertionError("the search came from nowhere");
      }
      cycle.add(step);
      thread = step.waiter();
    } while (!thread.equals(start));
    Collections.reverse(cycle);
    return cycle;
  }
}
