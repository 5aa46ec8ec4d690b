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
 * Locks, and in which orders they were taken. A cycle in it is a deadlock that could happen, if its
 * edges are of as many threads, no lock is held at two of them (Havelund's Goodlock, 2000; of any
 * length, Bensalem and Havelund 2005, Joshi et al. 2009), none happened before another by the start
 * or the end of a thread, and each lock on the way could have been had by others.
 *
 * <p>Its nodes are single locks, not classes of them, so that locks of one class that are taken in
 * an order of their own give no cycle.
 */
final class LockOrderGraph {
  /** The longest cycle that is looked for; longer ones are hardly ever seen. */
  static final int LONGEST = 4;

  /** Some 200 bytes each. */
  static final int MOST_EDGES = 1 << 16;

  /** For one pair of locks. More differ in nothing but in the thread, or in what else was held. */
  private static final int MOST_ALIKE = 16;

  /** How far is looked for cycles through one edge. */
  private static final int MOST_STEPS = 20_000;

  private final StartsAndJoins order;
  private final Map<Integer, Map<Integer, List<Edge>>> edges = new HashMap<>();
  private int size;
  private long dropped;
  private long givenUp;

  LockOrderGraph(StartsAndJoins order) {
    this.order = order;
  }

  /** How many edges there are. */
  int size() {
    return size;
  }

  /** How many edges there was no room for. */
  long dropped() {
    return dropped;
  }

  /** For how many edges not all cycles were looked for. */
  long givenUp() {
    return givenUp;
  }

  /** Adds an edge, and gives the cycles that it closes: none if it was known. */
  List<Cycle> add(Edge edge) {
    Map<Integer, List<Edge>> from =
        edges.computeIfAbsent(edge.held().lock(), lock -> new HashMap<>(2));
    List<Edge> alike = from.computeIfAbsent(edge.taken().lock(), lock -> new ArrayList<>(2));
    if (alike.contains(edge)) {
      return List.of();
    }
    if (alike.size() == MOST_ALIKE) {
      // Those of the first threads stay, for threads yet to come that may be at odds with them.
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

  /** Forgets locks that are no more, and with them what was taken together with them. */
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

  /** Those that any edge is of. */
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

  /** The cycles through one edge, by following edges from there on until they come back. */
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

    /** Whether another thread may be at that edge while threads are at all those of the path. */
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

  /** Whether a thread at the first edge may have to wait for one that is at the second. */
  private boolean mayBlock(Edge waiting, Edge holding) {
    return waiting.taken().excludes(holding.held())
        && couldHave(holding, waiting.takenSince(), waiting)
        && couldHave(waiting, holding.heldSince(), holding);
  }

  /**
   * Whether a thread could have had a lock that another had created and as yet had to itself: only
   * if it was started, or was told otherwise, after that.
   */
  private boolean couldHave(Edge edge, int since, Edge creator) {
    return since == Edge.SHARED
        || order.before(creator.thread(), since, edge.thread(), edge.epoch());
  }
}
