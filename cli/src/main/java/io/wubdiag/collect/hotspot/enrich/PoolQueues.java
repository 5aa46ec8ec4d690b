package io.wubdiag.collect.hotspot.enrich;

import io.wubdiag.collect.hotspot.dump.DumpStep;
import io.wubdiag.collect.hotspot.dump.JvmReading;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.memory.ThreadPool;
import io.wubdiag.collect.hotspot.memory.ThreadPools;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.model.Frame;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.QueuedTask;
import io.wubdiag.model.Resource.UnownedSynchronizer;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Completes a dump with the awaited tasks that are still in the queue of a thread pool. It looks
 * only if a thread waits without a time limit for a task, and a pool's thread is held up.
 *
 * <p>The park blockers are read before the queues. If a thread was parked on a task, and the task
 * is in a queue later, then the thread was parked on it all the time in between. So all such
 * threads were parked at the same instant.
 */
public final class PoolQueues implements DumpStep {
  private static final String FUTURE_TASK = "java.util.concurrent.FutureTask";
  private static final String SIGNALLER = "java.util.concurrent.CompletableFuture$Signaller";
  private static final String FORK_JOIN_TASK = "java.util.concurrent.ForkJoinTask";

  private final HotSpotMemory memory;
  private final ProcessIdentity process;

  /** Whether a pool may exist that could not be read, or not as it was at one instant. */
  private boolean unread;

  public PoolQueues(HotSpotMemory memory, ProcessIdentity process) {
    this.memory = memory;
    this.process = process;
  }

  @Override
  public void complete(JvmReading reading) {
    reading.complete(this::complete);
    if (unread) {
      reading.noteUnread("a thread pool could not be read");
    }
  }

  private ThreadDump complete(ThreadDump dump) {
    Map<ResourceId, Resource> resources = new LinkedHashMap<>();
    for (Resource resource : dump.resources()) {
      resources.put(resource.id(), resource);
    }
    if (!anySuspicion(dump, resources)) {
      return dump;
    }
    ThreadPools pools = memory.threadPools();
    unread = !pools.settled();
    Map<Long, QueuedTask.Pool> described = new HashMap<>();
    Map<Long, ListedThread> byJavaId = new HashMap<>();
    for (ListedThread thread : pools.threads()) {
      byJavaId.put(thread.javaId(), thread);
    }
    for (ThreadSnapshot thread : dump.threads()) {
      UnownedSynchronizer awaited = awaited(thread, resources);
      ListedThread now = byJavaId.get(thread.ref().javaId());
      if (awaited != null
          && now != null
          && now.state() == Thread.State.WAITING
          && now.parkBlocker() != null
          && now.parkBlocker().className().equals(awaited.className())) {
        for (ThreadPool pool : pools.pools()) {
          if (pool.blockers().contains(now.parkBlocker().address())) {
            QueuedTask.Pool its =
                described.computeIfAbsent(pool.pool().address(), address -> described(pool, dump));
            resources.put(awaited.id(), new QueuedTask(awaited.id(), awaited.className(), its));
          }
        }
      }
    }
    return new ThreadDump(
        dump.threads(), List.copyOf(resources.values()), dump.paused(), dump.version());
  }

  /** Whether a thread waits for a task while a pool's thread is held up. */
  private static boolean anySuspicion(ThreadDump dump, Map<ResourceId, Resource> resources) {
    boolean anyTask = false;
    boolean anyWorker = false;
    for (ThreadSnapshot thread : dump.threads()) {
      boolean task = awaited(thread, resources) != null;
      anyTask |= task;
      anyWorker |= (task || waitsForOwner(thread, resources)) && thread.isOfPool();
    }
    return anyTask && anyWorker;
  }

  private static boolean waitsForOwner(ThreadSnapshot thread, Map<ResourceId, Resource> resources) {
    Wait wait = thread.waitsFor();
    Resource resource = wait == null || wait.timed() ? null : resources.get(wait.resource());
    return resource != null && !resource.owners().isEmpty();
  }

  /** The task for which a thread waits without a time limit, null if it does not. */
  private static @Nullable UnownedSynchronizer awaited(
      ThreadSnapshot thread, Map<ResourceId, Resource> resources) {
    Wait wait = thread.waitsFor();
    if (wait == null || wait.timed() || wait.kind() != Wait.Kind.PARK) {
      return null;
    }
    return resources.get(wait.resource()) instanceof UnownedSynchronizer blocker
            && isTask(blocker.className(), thread)
        ? blocker
        : null;
  }

  /**
   * Whether a park blocker is a task: by its class or, for classes that users may extend, by the
   * method that parks on it.
   */
  private static boolean isTask(String className, ThreadSnapshot thread) {
    if (className.equals(FUTURE_TASK) || className.equals(SIGNALLER)) {
      return true;
    }
    for (Frame frame : thread.frames()) {
      if (frame.className().equals(FUTURE_TASK) || frame.className().equals(FORK_JOIN_TASK)) {
        return frame.method().equals("awaitDone");
      }
    }
    return false;
  }

  private QueuedTask.Pool described(ThreadPool pool, ThreadDump dump) {
    Set<Long> ids = new HashSet<>(pool.workerIds());
    List<ThreadRef> workers = new ArrayList<>();
    List<ThreadRef> helpers = new ArrayList<>();
    for (ThreadSnapshot thread : dump.threads()) {
      if (ids.contains(thread.ref().javaId())) {
        workers.add(thread.ref());
      } else if (helps(thread)) {
        helpers.add(thread.ref());
      }
    }
    boolean all = pool.complete() && workers.size() == pool.workers();
    workers.addAll(helpers);
    ResourceId id = ResourceId.at(process, pool.pool().address());
    return new QueuedTask.Pool(id, pool.pool().className(), all, workers, pool.queued());
  }

  /**
   * Whether a thread that belongs to no pool runs a task of a {@code ForkJoinPool}, as waiters of
   * such a task do. It may run other tasks, too.
   */
  private static boolean helps(ThreadSnapshot thread) {
    for (Frame frame : thread.frames()) {
      if (frame.className().equals(FORK_JOIN_TASK) && frame.method().equals("doExec")) {
        return !thread.isOfPool();
      }
    }
    return false;
  }
}
