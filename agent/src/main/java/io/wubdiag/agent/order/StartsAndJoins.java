package io.wubdiag.agent.order;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What happened before what, by the threads that started and joined each other. A thread's life is
 * cut into epochs: a new one begins with each thread that it starts or has joined.
 */
final class StartsAndJoins {
  /** Some 40 bytes each. */
  static final int MOST_STEPS = 1 << 16;

  /** What a thread did up to an epoch happened before all that another did from an epoch on. */
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

  /** A thread started another; the epoch is the one that ended with that. */
  void started(int parent, int epoch, int child) {
    add(new Step(parent, epoch, child, 0));
  }

  /** A thread has seen the end of another; the epoch is the one that began with that. */
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

  /** How many there are. */
  int size() {
    return size;
  }

  /** How many there was no room for. */
  long dropped() {
    return dropped;
  }

  /** Whether what a thread did in an epoch happened before what another did in one of its own. */
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
   * Makes room: of a thread that nothing will be asked about any more only those steps stay that
   * lead through it, as one step from the thread before to the thread behind.
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
