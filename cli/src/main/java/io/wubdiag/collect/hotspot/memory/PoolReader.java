package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.hotspot.vm.ObjectReader;
import io.wubdiag.collect.hotspot.vm.ThreadReader;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads thread pools and their queues from their fields (JDK 17 and 25: {@code ThreadPoolExecutor},
 * the queues of {@code java.util.concurrent.Executors}). A thread leads to its worker, a worker to
 * its pool. A pool whose thread factory wraps the worker is not found. Fork-join pools have a
 * {@linkplain ForkJoinPoolReader reader of their own}.
 */
final class PoolReader {
  private static final String CONCURRENT = "java.util.concurrent.";
  private static final String POOL = CONCURRENT.concat("ThreadPoolExecutor");
  private static final String WORKER = CONCURRENT.concat("ThreadPoolExecutor$Worker");
  private static final String LINKED = CONCURRENT.concat("LinkedBlockingQueue");
  private static final String LINKED_NODE = CONCURRENT.concat("LinkedBlockingQueue$Node");
  private static final String ARRAY = CONCURRENT.concat("ArrayBlockingQueue");
  private static final String DELAYED =
      CONCURRENT.concat("ScheduledThreadPoolExecutor$DelayedWorkQueue");
  private static final String CARRIER = "jdk.internal.misc.CarrierThread";
  private static final String ATOMIC = CONCURRENT.concat("atomic.AtomicInteger");

  /** {@code ThreadPoolExecutor.COUNT_MASK}: the other bits of its {@code ctl} are its state. */
  private static final int COUNT_MASK = (1 << 29) - 1;

  /** The most tasks of a queue that are read. */
  static final int MOST_TASKS = 10_000;

  private final ObjectReader objects;
  private final TaskBlockers blockers;
  private final ForkJoinPoolReader forkJoinPools;

  PoolReader(ObjectReader objects) {
    this.objects = objects;
    blockers = new TaskBlockers(objects);
    forkJoinPools = new ForkJoinPoolReader(objects, blockers);
  }

  /** The pools that these threads work for; settled if all of them could be read. */
  ThreadPools pools(List<ListedThread> listed) {
    Map<Long, List<Long>> workers = new LinkedHashMap<>();
    boolean settled = true;
    for (ListedThread thread : listed) {
      try {
        long pool = thread.threadObject() == 0 ? 0 : poolOf(thread.threadObject());
        if (pool != 0) {
          workers.computeIfAbsent(pool, p -> new ArrayList<>()).add(thread.javaId());
        }
      } catch (UnreadableMemory e) {
        settled = false; // the thread has ended or was moved meanwhile
      }
    }
    List<ThreadPool> pools = new ArrayList<>();
    for (Map.Entry<Long, List<Long>> pool : workers.entrySet()) {
      try {
        pools.add(pool(pool.getKey(), pool.getValue()));
      } catch (UnreadableMemory e) {
        settled = false;
      }
    }
    return new ThreadPools(listed, pools, settled);
  }

  /** The pool that the thread of this {@code Thread} object works for, 0 for none. */
  long poolOf(long thread) throws UnreadableMemory {
    if (forkJoinPools.isWorker(thread)) {
      return forkJoinPools.poolOf(thread);
    }
    long target;
    if (objects.hasField(thread, ThreadReader.THREAD, "target")) {
      target = objects.reference(thread, ThreadReader.THREAD, "target");
    } else {
      long holder = objects.reference(thread, ThreadReader.THREAD, "holder");
      target = objects.reference(holder, "java.lang.Thread$FieldHolder", "task");
    }
    return target != 0 && objects.isA(target, WORKER)
        ? objects.reference(target, WORKER, "this$0")
        : 0;
  }

  /**
   * A number that changes when a task is put into a queue of a {@code ForkJoinPool}, or taken out.
   */
  long moves(long forkJoinPool) throws UnreadableMemory {
    return forkJoinPools.moves(forkJoinPool);
  }

  /** Whether the thread of this {@code Thread} object is a carrier. */
  boolean isCarrier(long thread) throws UnreadableMemory {
    return objects.isA(thread, CARRIER);
  }

  private ThreadPool pool(long pool, List<Long> workerIds) throws UnreadableMemory {
    if (forkJoinPools.isPool(pool)) {
      return forkJoinPools.pool(pool, workerIds);
    }
    long queue = objects.reference(pool, POOL, "workQueue");
    List<Long> tasks = tasks(queue);
    int workers =
        objects.intField(objects.reference(pool, POOL, "ctl"), ATOMIC, "value") & COUNT_MASK;
    boolean core = workers >= objects.intField(pool, POOL, "corePoolSize");
    boolean most = workers >= objects.intField(pool, POOL, "maximumPoolSize");
    return new ThreadPool(
        new HeapObject(pool, objects.classOf(pool).name()),
        workers,
        core && (most || neverFull(queue)),
        workerIds,
        tasks.size(),
        blockers.of(tasks));
  }

  /** Whether the queue is unbounded, so that a pool never grows because of a full queue. */
  private boolean neverFull(long queue) throws UnreadableMemory {
    return objects.isA(queue, DELAYED)
        || objects.isA(queue, LINKED)
            && objects.intField(queue, LINKED, "capacity") == Integer.MAX_VALUE;
  }

  /** The tasks of a queue of a known kind. */
  private List<Long> tasks(long queue) throws UnreadableMemory {
    List<Long> tasks = new ArrayList<>();
    if (objects.isA(queue, LINKED)) {
      long head = objects.reference(queue, LINKED, "head"); // the head's own item is null
      long node = objects.reference(head, LINKED_NODE, "next");
      while (node != 0 && tasks.size() < MOST_TASKS) {
        tasks.add(objects.reference(node, LINKED_NODE, "item"));
        node = objects.reference(node, LINKED_NODE, "next");
      }
    } else if (objects.isA(queue, ARRAY)) {
      addElements(tasks, objects.reference(queue, ARRAY, "items"));
    } else if (objects.isA(queue, DELAYED)) {
      addElements(tasks, objects.reference(queue, DELAYED, "queue"));
    }
    return tasks;
  }

  private void addElements(List<Long> tasks, long array) throws UnreadableMemory {
    int length = objects.length(array);
    for (int i = 0; i < length && tasks.size() < MOST_TASKS; i++) {
      long task = objects.element(array, i);
      if (task != 0) {
        tasks.add(task);
      }
    }
  }
}
