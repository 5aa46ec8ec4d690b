package io.wubdiag.agent.order;

import io.wubdiag.agent.bootstrap.Nesting;
import io.wubdiag.agent.bootstrap.OrderEvent;
import io.wubdiag.agent.bootstrap.OrderEvent.Born;
import io.wubdiag.agent.bootstrap.OrderEvent.Created;
import io.wubdiag.agent.bootstrap.OrderEvent.Joined;
import io.wubdiag.agent.bootstrap.OrderEvent.Started;
import io.wubdiag.agent.bootstrap.OrderLog;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the order of locks from all threads, and reports orders that contradict each other. Runs
 * in the agent's own thread only.
 *
 * <p>A thread may report an order before its parent reports that it started the thread. So an order
 * is added to the graph one round later, when all starts and joins are known.
 */
public final class OrderAnalysis implements Runnable {
  /** The greatest number of inversions that are kept, at some kilobytes each. */
  static final int MOST_INVERSIONS = 100;

  private static final int RUNS_PER_CLEANING = 100;

  private final SeenLocks locks;
  private final SeenThreads threads = new SeenThreads();
  private final StartsAndJoins steps = new StartsAndJoins();
  private final LockOrderGraph graph = new LockOrderGraph(steps);
  private final Traces traces = new Traces();
  private final Map<String, String> inversions = new LinkedHashMap<>();
  private final Consumer<Inversion> listener;
  private List<Edge> fresh = new ArrayList<>();
  private int runs;
  private long missed;

  /**
   * @param listener hears of each inversion once
   */
  public OrderAnalysis(Instrumentation instrumentation, Consumer<Inversion> listener) {
    this(LockResources.openedBy(instrumentation), listener);
  }

  OrderAnalysis(LockResources resources, Consumer<Inversion> listener) {
    this.locks = new SeenLocks(resources);
    this.listener = listener;
  }

  @Override
  public void run() {
    List<Edge> former = fresh;
    fresh = new ArrayList<>();
    OrderEvent event = OrderLog.take();
    while (event != null) {
      OrderEvent next = event.takeNext();
      Thread thread = event.takeThread();
      if (thread != null) {
        happened(event, threads.numberOf(thread));
      }
      event = next;
    }
    for (Edge edge : former) {
      for (Cycle cycle : graph.add(edge)) {
        found(cycle);
      }
    }
    long nowMissed = locks.dropped() + steps.dropped() + graph.dropped() + graph.givenUp();
    OrderLog.addMissed(nowMissed - missed);
    missed = nowMissed;
    if (++runs % RUNS_PER_CLEANING == 0) {
      clean();
    }
  }

  /** Analyses everything that was reported up to now. */
  public void runToEnd() {
    run();
    run();
  }

  /** The number of known orders of two locks. */
  public int orders() {
    return graph.size() + fresh.size();
  }

  /** The number of inversions found. */
  public int found() {
    return inversions.size();
  }

  /** How often something was skipped for lack of room or time. */
  public long missed() {
    return OrderLog.missed();
  }

  private void happened(OrderEvent event, int thread) {
    if (event instanceof Started started) {
      steps.started(thread, started.epoch(), threads.numberOf(started.child()));
    } else if (event instanceof Born born) {
      steps.started(threads.numberOf(born.parent()), born.parentsEpoch(), thread);
    } else if (event instanceof Joined joined) {
      steps.joined(thread, joined.epoch(), threads.numberOf(joined.ended()));
    } else if (event instanceof Created created) {
      locks.created(created, thread);
    } else if (event instanceof Nesting nesting) {
      nested(nesting, thread);
    }
  }

  /** Adds an edge from each held lock to the acquired one. */
  private void nested(Nesting nesting, int thread) {
    int last = nesting.size() - 1;
    StackTraceElement[] trace = nesting.takeTrace();
    @Nullable Object[] objects = nesting.takeLocks();
    if (objects == null) {
      return;
    }
    List<Taken> held = new ArrayList<>(last);
    for (int i = 0; i < last; i++) {
      Taken taken = taken(nesting, objects[i], i, thread);
      if (taken != null) {
        held.add(taken);
      }
    }
    Taken taken = held.isEmpty() ? null : taken(nesting, objects[last], last, thread);
    if (taken == null) {
      return;
    }
    for (Taken each : held) {
      if (each.take.lock() == taken.take.lock()) {
        // A conversion between the read lock and the write lock of one pair.
        return;
      }
    }
    for (Taken each : held) {
      List<Take> gates = new ArrayList<>(held.size() - 1);
      for (Taken other : held) {
        if (other != each) {
          gates.add(other.take);
        }
      }
      fresh.add(
          new Edge(
              each.take,
              taken.take,
              gates,
              each.site,
              taken.site,
              thread,
              nesting.epoch(),
              each.since,
              taken.since));
      if (trace != null) {
        traces.add(thread, each.site, taken.site, trace);
      }
    }
  }

  private record Taken(Take take, int site, int since) {}

  private @Nullable Taken taken(Nesting nesting, @Nullable Object object, int index, int thread) {
    SeenLock lock = object == null ? null : locks.of(object);
    return lock == null
        ? null
        : new Taken(
            new Take(lock.number(), nesting.isShared(index)),
            nesting.site(index),
            lock.taken(thread, nesting));
  }

  private void found(Cycle cycle) {
    String key = InversionText.key(cycle, locks);
    if (inversions.size() < MOST_INVERSIONS && !inversions.containsKey(key)) {
      inversions.put(key, InversionText.of(cycle, locks, threads, traces));
      OrderLog.publish(inversions.values().toArray(new String[0]));
      Edge last = cycle.edges().get(0);
      Edge other = cycle.edges().get(1);
      listener.accept(
          new Inversion(
              threads.nameOf(last.thread()),
              label(last.held()),
              InversionText.name(last.heldSite()),
              label(last.taken()),
              InversionText.name(last.takenSite()),
              traces.of(last),
              threads.nameOf(other.thread()),
              InversionText.name(other.heldSite()),
              InversionText.name(other.takenSite()),
              traces.of(other),
              cycle.edges().size()));
    }
  }

  private String label(Take take) {
    SeenLock lock = locks.numbered(take.lock());
    String created = InversionText.name(lock.createdAt());
    return created.isEmpty() ? lock.className() : lock.className() + " created in " + created;
  }

  private void clean() {
    if (locks.expunge()) {
      graph.forget(locks::isGone);
    }
    Set<Integer> needed = graph.threads();
    fresh.forEach(edge -> needed.add(edge.thread()));
    Set<Integer> over = threads.forgetEnded(needed);
    steps.forget(over::contains);
  }

  /**
   * An inversion: the orders of two threads that contradict each other.
   *
   * @param orders the number of orders in the cycle: usually two
   */
  public record Inversion(
      String thread,
      String heldLock,
      String heldSite,
      String acquiredLock,
      String acquiredSite,
      List<StackTraceElement> stack,
      String otherThread,
      String otherHeldSite,
      String otherAcquiredSite,
      List<StackTraceElement> otherStack,
      int orders) {}
}
