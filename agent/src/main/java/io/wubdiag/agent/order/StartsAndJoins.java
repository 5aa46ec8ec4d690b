package io.wubdiag.agent.order;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The happens-before order of threads that started or joined each other. Each start and each join
 * of another thread begins a new epoch of a thread.
 */
final class StartsAndJoins {
  /** The greatest number of steps, at some 40 bytes each. */
  static final int MOST_STEPS = 1 << 16;

  /**
   * A step: everything that one thread did up to an epoch happened before everything that another
   * thread did from an epoch on.
   */
  private record Step(int from, int until, int to, int since) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Step that
          && from == that.from
          && until == that.until
          && to == that.to
          && since == that.since;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * (31 * from + until) + to) + since;
    }
  }

  private final Map<Integer, List<Step>> steps = new HashMap<>();
  private int size;
  private long dropped;

  /** Records that a thread started another, which ended the epoch. */
  void started(int parent, int epoch, int child) {
    add(new Step(parent, epoch, child, 0));
  }

  /** Records that a thread joined another, which began the epoch. */
  void joined(int thread, int epoch, int ended) {
    add(new Step(ended, Integer.MAX_VALUE, thread, epoch));
  }

  private void add(Step step) {
    if (size == MOST_STEPS) {
      dropped++;
      return;
    }
    steps.computeIfAbsent(step.from, thread -> new ArrayList<>(2)).add(step);
    size++;
  }

  /** The number of steps. */
  int size() {
    return size;
  }

  /** The number of steps for which there was no room. */
  long dropped() {
    return dropped;
  }

  /** Whether an epoch of one thread happened before an epoch of another. */
  boolean before(int thread, int epoch, int other, int otherEpoch) {
    Map<Integer, Integer> reached = new HashMap<>();
    List<Integer> open = new ArrayList<>();
    reached.put(thread, epoch);
    open.add(thread);
    while (!open.isEmpty()) {
      int each = open.remove(open.size() - 1);
      int since = reached.getOrDefault(each, 0);
      for (Step step : steps.getOrDefault(each, List.of())) {
        Integer known = reached.get(step.to);
        if (since <= step.until && (known == null || step.since < known)) {
          if (step.to == other && step.since <= otherEpoch) {
            return true;
          }
          reached.put(step.to, step.since);
          open.add(step.to);
        }
      }
    }
    return false;
  }

  /**
   * Makes room: replaces the steps into and out of an ended thread, about which nobody asks again,
   * by direct steps from the threads before it to the threads after it.
   */
  void forget(IntPredicate over) {
    Map<Integer, List<Step>> into = new HashMap<>();
    steps.values().stream()
        .flatMap(List::stream)
        .filter(step -> over.test(step.to))
        .forEach(step -> into.computeIfAbsent(step.to, thread -> new ArrayList<>(2)).add(step));
    List<Integer> candidates = new ArrayList<>(into.keySet());
    steps.keySet().stream()
        .filter(over::test)
        .filter(t -> !into.containsKey(t))
        .forEach(candidates::add);
    for (int thread : candidates) {
      List<Step> in = current(into.getOrDefault(thread, List.of()));
      List<Step> out = List.copyOf(steps.getOrDefault(thread, List.of()));
      if (in.size() * out.size() <= in.size() + out.size()) {
        contract(thread, in, out, into);
      }
    }
  }

  private List<Step> current(List<Step> known) {
    List<Step> result = new ArrayList<>();
    for (Step step : known) {
      if (steps.getOrDefault(step.from, List.of()).contains(step)) {
        result.add(step);
      }
    }
    return result;
  }

  private void contract(int thread, List<Step> in, List<Step> out, Map<Integer, List<Step>> into) {
    steps.remove(thread);
    size -= out.size();
    for (Step before : in) {
      List<Step> rest = steps.get(before.from);
      if (rest != null && rest.remove(before)) {
        size--;
        if (rest.isEmpty()) {
          steps.remove(before.from);
        }
      }
    }
    for (Step before : in) {
      for (Step behind : out) {
        if (before.since <= behind.until && before.from != behind.to) {
          Step through = new Step(before.from, before.until, behind.to, behind.since);
          add(through);
          List<Step> known = into.get(through.to);
          if (known != null) {
            known.add(through);
          }
        }
      }
    }
  }
}
