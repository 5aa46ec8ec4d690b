package io.wubdiag.agent.order;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * A graph of the orders in which locks were acquired. A cycle is a possible deadlock if four things
 * hold: its edges belong to different threads; no lock is held at two of them (Havelund's Goodlock,
 * 2000; of any length, Bensalem and Havelund 2005, Joshi et al. 2009); none happened before another
 * by the start or the end of a thread; other threads could have had each lock on the way.
 *
 * <p>A node is a single lock, not a class of locks, so locks of one class that are acquired in a
 * consistent order give no cycle.
 */
final class LockOrderGraph {
  /** The longest cycle to search for. Longer ones are very rare. */
  static final int LONGEST = 4;

  /** The greatest number of edges, at some 200 bytes each. */
  static final int MOST_EDGES = 1 << 16;

  /**
   * The greatest number of edges for one pair of locks. Further ones differ only in the thread or
   * in the other held locks.
   */
  private static final int MOST_ALIKE = 16;

  /** The greatest number of steps in the search for cycles through one edge. */
  private static final int MOST_STEPS = 20_000;

  private final StartsAndJoins order;
  private final Map<Integer, Map<Integer, List<Edge>>> edges = new HashMap<>();
  private int size;
  private long dropped;
  private long givenUp;

  LockOrderGraph(StartsAndJoins order) {
    this.order = order;
  }

  /** The number of edges. */
  int size() {
    return size;
  }

  /** The number of edges for which there was no room. */
  long dropped() {
    return dropped;
  }

  /** The number of edges for which the search for cycles was cut short. */
  long givenUp() {
    return givenUp;
  }

  /** Adds an edge, and returns the cycles that it closes: none if the edge is known. */
  List<Cycle> add(Edge edge) {
    Map<Integer, List<Edge>> from =
        edges.computeIfAbsent(edge.held().lock(), lock -> new HashMap<>(2));
    List<Edge> alike = from.computeIfAbsent(edge.taken().lock(), lock -> new ArrayList<>(2));
    if (alike.contains(edge)) {
      return List.of();
    }
    if (alike.size() == MOST_ALIKE) {
      // Keep the edges of the first threads: a later thread may contradict them.
      alike.remove(MOST_ALIKE / 2);
      size--;
    }
    if (size == MOST_EDGES) {
      dropped++;
      return List.of();
    }
    alike.add(edge);
    size++;
    Search search = new Search(edge);
    search.run();
    givenUp += search.steps > MOST_STEPS ? 1 : 0;
    return search.found;
  }

  /** Drops collected locks with all their edges. */
  void forget(IntPredicate gone) {
    for (Iterator<Map.Entry<Integer, Map<Integer, List<Edge>>>> from = edges.entrySet().iterator();
        from.hasNext(); ) {
      Map.Entry<Integer, Map<Integer, List<Edge>>> each = from.next();
      boolean all = gone.test(each.getKey());
      for (Iterator<Map.Entry<Integer, List<Edge>>> to = each.getValue().entrySet().iterator();
          to.hasNext(); ) {
        Map.Entry<Integer, List<Edge>> alike = to.next();
        if (all || gone.test(alike.getKey())) {
          size -= alike.getValue().size();
          to.remove();
        }
      }
      if (each.getValue().isEmpty()) {
        from.remove();
      }
    }
  }

  /** The threads of all edges. */
  Set<Integer> threads() {
    Set<Integer> threads = new HashSet<>();
    for (Map<Integer, List<Edge>> from : edges.values()) {
      for (List<Edge> alike : from.values()) {
        for (Edge edge : alike) {
          threads.add(edge.thread());
        }
      }
    }
    return threads;
  }

  /** Searches the cycles through one edge: follows edges until they return to it. */
  private final class Search {
    private final List<Edge> path = new ArrayList<>(LONGEST);
    private final List<Cycle> found = new ArrayList<>();
    private int steps;

    Search(Edge edge) {
      path.add(edge);
    }

    void run() {
      Edge first = path.get(0);
      Edge last = path.get(path.size() - 1);
      Map<Integer, List<Edge>> from = edges.getOrDefault(last.taken().lock(), Map.of());
      for (Map.Entry<Integer, List<Edge>> to : from.entrySet()) {
        boolean closes = to.getKey() == first.held().lock();
        if (!closes && (path.size() + 1 >= LONGEST || isOnPath(to.getKey()))) {
          continue;
        }
        for (Edge next : to.getValue()) {
          if (++steps > MOST_STEPS) {
            return;
          }
          if (!mayBlock(last, next) || !isAtOddsWithAll(next)) {
            continue;
          }
          if (!closes) {
            path.add(next);
            run();
            path.remove(path.size() - 1);
          } else if (mayBlock(next, first)) {
            List<Edge> cycle = new ArrayList<>(path);
            cycle.add(next);
            found.add(new Cycle(cycle));
          }
        }
      }
    }

    private boolean isOnPath(int lock) {
      for (Edge edge : path) {
        if (edge.held().lock() == lock || edge.taken().lock() == lock) {
          return true;
        }
      }
      return false;
    }

    /**
     * Whether another thread can be at this edge while other threads are at all edges of the path.
     */
    private boolean isAtOddsWithAll(Edge next) {
      for (Edge edge : path) {
        if (edge.thread() == next.thread()
            || edge.isGatedFrom(next)
            || isBefore(edge, next)
            || isBefore(next, edge)) {
          return false;
        }
      }
      return true;
    }
  }

  private boolean isBefore(Edge edge, Edge other) {
    return order.before(edge.thread(), edge.epoch(), other.thread(), other.epoch());
  }

  /** Whether a thread at the first edge may wait for a thread at the second. */
  private boolean mayBlock(Edge waiting, Edge holding) {
    return waiting.taken().excludes(holding.held())
        && couldHave(holding, waiting.takenSince(), waiting)
        && couldHave(waiting, holding.heldSince(), holding);
  }

  /**
   * Whether a thread could have acquired a lock that so far only its creator had used: only if the
   * thread was started, or synchronized otherwise, after that use.
   */
  private boolean couldHave(Edge edge, int since, Edge creator) {
    return since == Edge.SHARED
        || order.before(creator.thread(), since, edge.thread(), edge.epoch());
  }
}
