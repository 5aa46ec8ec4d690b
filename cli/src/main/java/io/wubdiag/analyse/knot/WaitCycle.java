package io.wubdiag.analyse.knot;

import io.wubdiag.analyse.graph.EnablingNode;
import io.wubdiag.analyse.graph.Hold;
import io.wubdiag.analyse.graph.ResourceNode;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.model.Enablers.How;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.UnownedSynchronizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A shortest cycle of waits through one thread of a knot, of waits for owners and of waits that
 * others could end. The search passes each group of enablers once, so it is linear.
 */
final class WaitCycle {
  private final Set<ThreadNode> members;
  private final Map<ThreadNode, Step> cameBy = new HashMap<>();

  private WaitCycle(Set<ThreadNode> members) {
    this.members = members;
  }

  /** The edge from a waiter to one of those that could end its wait. */
  private record Step(
      ThreadNode waiter, ThreadNode ender, @Nullable Hold hold, @Nullable How how) {}

  /** The cycle, from that thread on; empty if there is none. */
  static List<WaitEdge> through(ThreadNode start, Set<ThreadNode> members) {
    return new WaitCycle(members).find(start);
  }

  private List<WaitEdge> find(ThreadNode start) {
    Set<Object> passed = new HashSet<>();
    Deque<ThreadNode> next = new ArrayDeque<>();
    next.add(start);
    while (!next.isEmpty() && !cameBy.containsKey(start)) {
      ThreadNode waiter = next.remove();
      ResourceNode resource = waiter.waitsFor();
      EnablingNode enabling = waiter.enabledBy();
      if (resource != null && !resource.holds().isEmpty()) {
        if (passed.add(resource)) {
          for (Hold hold : resource.holds()) {
            if (hold.thread() != null && hold.liveness() == Liveness.LIVE) {
              reach(new Step(waiter, hold.thread(), hold, null), next);
            }
          }
        }
      } else if (enabling != null && passed.add(enabling)) {
        for (EnablingNode.Edge edge : enabling.any()) {
          reach(new Step(waiter, edge.thread(), null, edge.how()), next);
        }
      }
    }
    return cameBy.containsKey(start) ? back(start) : List.of();
  }

  private void reach(Step step, Deque<ThreadNode> next) {
    if (members.contains(step.ender()) && cameBy.putIfAbsent(step.ender(), step) == null) {
      next.add(step.ender());
    }
  }

  private List<WaitEdge> back(ThreadNode start) {
    List<WaitEdge> cycle = new ArrayList<>();
    ThreadNode thread = start;
    do {
      Step step = Objects.requireNonNull(cameBy.get(thread));
      cycle.add(edge(step));
      thread = step.waiter();
    } while (!thread.equals(start));
    Collections.reverse(cycle);
    return cycle;
  }

  private static WaitEdge edge(Step step) {
    if (step.hold() != null) {
      return step.hold().from(step.waiter());
    }
    EnablingNode enabling = Objects.requireNonNull(step.waiter().enabledBy());
    Owner ender =
        new Owner(
            step.ender().thread().ref(),
            Liveness.LIVE,
            record(Objects.requireNonNull(step.how())),
            enabling.certainty());
    return new WaitEdge(step.waiter().asWaiter(), awaited(step.waiter()), ender, null);
  }

  /** What it waits for; a nameless object if no source knows its class. */
  private static Resource awaited(ThreadNode waiter) {
    Resource awaited = waiter.awaited();
    return awaited != null
        ? awaited
        : new UnownedSynchronizer(
            Objects.requireNonNull(waiter.thread().waitsFor()).resource(),
            "java.lang.Object",
            List.of());
  }

  private static Owner.Record record(How how) {
    return switch (how) {
      case JOINED -> Owner.Record.JOINED;
      case RUNS_TASK -> Owner.Record.RUNS_TASK;
      case SERVES_QUEUE -> Owner.Record.SERVES_QUEUE;
      case REACHES -> Owner.Record.REACHES;
      case OTHER_END -> Owner.Record.OTHER_END;
      case CHILD -> Owner.Record.CHILD;
      case HAS_LOCK -> Owner.Record.FILE_LOCK_LIST;
    };
  }
}
