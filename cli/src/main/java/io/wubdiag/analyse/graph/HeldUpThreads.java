package io.wubdiag.analyse.graph;

import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessIdentity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The threads that a cause holds up, over all processes: those that wait for it, those that wait
 * for them, and so on.
 */
public final class HeldUpThreads {
  private final Set<ThreadNode> stuck;

  /** Each thread that waits, nearest to the cause first, with the owner that holds it up. */
  private final Map<ThreadNode, @Nullable Hold> waiting = new LinkedHashMap<>();

  private @Nullable ThreadNode furthest;

  private HeldUpThreads(Collection<ThreadNode> stuck) {
    this.stuck = new HashSet<>(stuck);
  }

  /** The threads that wait behind the owner of a resource; these wait for it directly. */
  public static HeldUpThreads behind(Hold hold, List<ThreadNode> waiters) {
    HeldUpThreads heldUp = new HeldUpThreads(List.of());
    for (ThreadNode waiter : waiters) {
      heldUp.waiting.put(waiter, hold);
    }
    heldUp.furthest = waiters.get(0);
    heldUp.spread(waiters);
    return heldUp;
  }

  /** Threads that can't go on by themselves, and those that wait behind them. */
  public static HeldUpThreads behind(List<ThreadNode> stuck) {
    HeldUpThreads heldUp = new HeldUpThreads(stuck);
    heldUp.spread(stuck);
    return heldUp;
  }

  /** Threads that can't go on by themselves, and those that are known to wait behind them. */
  public static HeldUpThreads of(List<ThreadNode> stuck, List<ThreadNode> behind) {
    HeldUpThreads heldUp = new HeldUpThreads(stuck);
    for (ThreadNode thread : behind) {
      heldUp.waiting.put(thread, null);
    }
    return heldUp;
  }

  /** All that wait behind any of these, of these themselves those that wait behind another one. */
  public static Set<ThreadNode> behindAny(List<ThreadNode> owners) {
    HeldUpThreads heldUp = new HeldUpThreads(List.of());
    heldUp.spread(owners);
    return heldUp.waiting();
  }

  private void spread(List<ThreadNode> nearest) {
    Set<ResourceNode> reached = new HashSet<>();
    List<ThreadNode> level = nearest;
    while (!level.isEmpty()) {
      List<ThreadNode> next = new ArrayList<>();
      for (ThreadNode thread : level) {
        for (Hold hold : thread.holds()) {
          if (reached.add(hold.of())) {
            addWaiters(hold, next);
          }
        }
      }
      furthest = next.isEmpty() ? furthest : next.get(0);
      level = next;
    }
  }

  private void addWaiters(Hold hold, List<ThreadNode> next) {
    for (ThreadNode waiter : hold.of().waiters()) {
      if (!stuck.contains(waiter) && waiting.putIfAbsent(waiter, hold) == null) {
        next.add(waiter);
      }
    }
  }

  /** The waiting threads, without the stuck ones themselves. */
  public Set<ThreadNode> waiting() {
    return waiting.keySet();
  }

  public void addTo(Set<ThreadNode> threads) {
    threads.addAll(stuck);
    threads.addAll(waiting.keySet());
  }

  public HeldUp count() {
    Set<ProcessIdentity> processes = new HashSet<>();
    for (ThreadNode thread : stuck) {
      processes.add(thread.process());
    }
    for (ThreadNode thread : waiting.keySet()) {
      processes.add(thread.process());
    }
    return new HeldUp(stuck.size() + waiting.size(), processes.size());
  }

  /** All tasks of a process, also those that are not Java threads, and the threads behind them. */
  public HeldUp countWith(KernelFacts kernel) {
    Set<ProcessIdentity> processes = new HashSet<>();
    processes.add(kernel.identity());
    int elsewhere = 0;
    for (ThreadNode thread : waiting.keySet()) {
      if (!thread.process().equals(kernel.identity())) {
        processes.add(thread.process());
        elsewhere++;
      }
    }
    return new HeldUp(Math.max(1, kernel.tasks().size()) + elsewhere, processes.size());
  }

  /** From one of those furthest from the cause to the cause. Empty if none waits. */
  public List<WaitEdge> longestChain() {
    List<WaitEdge> chain = new ArrayList<>();
    ThreadNode thread = furthest;
    while (thread != null) {
      Hold hold = waiting.get(thread);
      if (hold == null) {
        break;
      }
      chain.add(hold.from(thread));
      thread = hold.thread();
    }
    return chain;
  }
}
