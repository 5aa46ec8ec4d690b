package io.wubdiag.analyse.starvedpool;

import io.wubdiag.analyse.detect.Detector;
import io.wubdiag.analyse.detect.Explained;
import io.wubdiag.analyse.graph.HeldUpThreads;
import io.wubdiag.analyse.graph.ResourceNode;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.analyse.graph.WaitForGraph;
import io.wubdiag.model.Cause;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Check;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Fact;
import io.wubdiag.model.Finding.StarvedPool;
import io.wubdiag.model.Resource.QueuedTask;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Source;
import io.wubdiag.model.ThreadRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds thread pools all of whose threads wait for tasks that lie in the queue of such a pool, or
 * behind threads that do. Any one thread of a pool could run its tasks, so that it takes all of
 * them to be held up; this is why such waits are no edges of the wait-for graph, where one owner is
 * enough.
 */
public final class StarvedPools implements Detector {
  private static final int SHOWN = 8;

  /** A thread that waits for a task in the queue of a pool. */
  private record TaskWait(ThreadNode thread, QueuedTask task) {}

  private final WaitForGraph graph;

  /** Who waits for tasks of the pools that may be starved. */
  private final Map<ResourceId, List<TaskWait>> waits = new LinkedHashMap<>();

  public StarvedPools(WaitForGraph graph) {
    this.graph = graph;
    for (ResourceNode resource : graph.resources()) {
      if (resource.resource() instanceof QueuedTask task && task.pool().complete()) {
        List<TaskWait> ofPool = waits.computeIfAbsent(task.pool().id(), id -> new ArrayList<>());
        for (ThreadNode thread : resource.waiters()) {
          ofPool.add(new TaskWait(thread, task));
        }
      }
    }
  }

  /** One finding for each pool. */
  @Override
  public List<StarvedPool> find(Explained explained) {
    boolean changed = true;
    while (changed) {
      Set<ThreadNode> stuck = new HashSet<>();
      for (List<TaskWait> ofPool : waits.values()) {
        List<ThreadNode> threads = threads(ofPool);
        stuck.addAll(threads);
        stuck.addAll(HeldUpThreads.behindAny(threads));
      }
      changed = waits.values().removeIf(ofPool -> !areAllIn(ofPool.get(0).task().pool(), stuck));
    }
    List<StarvedPool> found = new ArrayList<>();
    for (List<TaskWait> ofPool : waits.values()) {
      List<TaskWait> fresh = new ArrayList<>(ofPool);
      fresh.removeIf(wait -> explained.contains(wait.thread()));
      if (!fresh.isEmpty()) {
        found.add(finding(fresh, explained));
      }
    }
    return found;
  }

  private static List<ThreadNode> threads(List<TaskWait> waits) {
    List<ThreadNode> threads = new ArrayList<>(waits.size());
    for (TaskWait wait : waits) {
      threads.add(wait.thread());
    }
    return threads;
  }

  private boolean areAllIn(QueuedTask.Pool pool, Set<ThreadNode> stuck) {
    for (ThreadRef worker : pool.workers()) {
      ThreadNode node = graph.find(worker);
      if (node == null || !stuck.contains(node)) {
        return false;
      }
    }
    return !pool.workers().isEmpty();
  }

  private StarvedPool finding(List<TaskWait> waiting, Explained explained) {
    QueuedTask.Pool pool = waiting.get(0).task().pool();
    HeldUpThreads heldUp = HeldUpThreads.behind(threads(waiting));
    explained.add(heldUp);
    List<Evidence> evidence = new ArrayList<>();
    Check check = Check.of(Check.Kind.STACKS, waiting.get(0).thread().pid());
    evidence.add(new Evidence(new Fact.PoolIsComplete(pool), Source.MEMORY, null));
    boolean proved = stoodStillBehindLocks(pool, waiting);
    for (TaskWait wait : waiting) {
      proved &= wait.task().onlyRun();
    }
    for (TaskWait wait : waiting.subList(0, Math.min(SHOWN, waiting.size()))) {
      Fact fact = new Fact.LiesInQueue(wait.thread().thread().ref(), wait.task());
      evidence.add(new Evidence(fact, Source.MEMORY, check));
    }
    return new StarvedPool(
        new Cause(
            waiting.get(0).task(),
            null,
            ThreadNode.asWaiters(threads(waiting)),
            heldUp.longestChain(),
            proved ? Certainty.PROVED : Certainty.INFERRED,
            evidence,
            heldUp.count()),
        pool);
  }

  /**
   * If all threads wait for tasks of a queue, the order of reading proves that they did so at the
   * same instant. Where a lock is in between, its holder must have stood still meanwhile: then
   * nobody else can have got it.
   */
  private boolean stoodStillBehindLocks(QueuedTask.Pool pool, List<TaskWait> waiting) {
    Set<ThreadNode> direct = new HashSet<>(threads(waiting));
    for (ThreadRef worker : pool.workers()) {
      ThreadNode node = graph.find(worker);
      if (node != null && !direct.contains(node)) {
        return direct.stream().noneMatch(thread -> thread.thread().still().isZero());
      }
    }
    return true;
  }
}
