package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.ObjectReader;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a {@code ForkJoinPool} and its queues from its fields (JDK 17 and 25). The pool has a queue
 * for each worker, and some for tasks from outside. Any free worker takes tasks from any of them.
 *
 * <p>The pool adds a worker for a task only while it has fewer workers than its parallelism. A
 * worker that announces a blocking call ({@code managedBlock}) may be replaced before it blocks,
 * never after. So if all workers wait and their number reaches the parallelism, no worker is added.
 */
final class ForkJoinPoolReader {
  private static final String POOL = "java.util.concurrent.ForkJoinPool";
  private static final String QUEUE = POOL.concat("$WorkQueue");
  private static final String WORKER = "java.util.concurrent.ForkJoinWorkerThread";

  /** {@code ForkJoinPool.TC_SHIFT}: above it, in {@code ctl}, 16 bits count the workers. */
  private static final int COUNT_SHIFT = 32;

  /** {@code ForkJoinPool.SMASK}: the other bits of JDK 17's {@code mode} are its state. */
  private static final int PARALLELISM_MASK = 0xffff;

  private final ObjectReader objects;
  private final TaskBlockers blockers;

  ForkJoinPoolReader(ObjectReader objects, TaskBlockers blockers) {
    this.objects = objects;
    this.blockers = blockers;
  }

  boolean isWorker(long thread) throws UnreadableMemory {
    return objects.isA(thread, WORKER);
  }

  boolean isPool(long pool) throws UnreadableMemory {
    return objects.isA(pool, POOL);
  }

  /** The pool of the worker with this {@code Thread} object. */
  long poolOf(long worker) throws UnreadableMemory {
    return objects.reference(worker, WORKER, "pool");
  }

  ThreadPool pool(long pool, List<Long> workerIds) throws UnreadableMemory {
    List<Long> tasks = tasks(pool);
    int counted = (short) (objects.longField(pool, POOL, "ctl") >>> COUNT_SHIFT);
    boolean named = objects.hasField(pool, POOL, "parallelism");
    int parallelism =
        named
            ? objects.intField(pool, POOL, "parallelism")
            : objects.intField(pool, POOL, "mode") & PARALLELISM_MASK;
    // Where parallelism has no field of its own, ctl counts from it.
    int workers = named ? counted : counted + parallelism;
    return new ThreadPool(
        new HeapObject(pool, objects.classOf(pool).name()),
        workers,
        workers >= parallelism,
        workerIds,
        tasks.size(),
        blockers.of(tasks));
  }

  /** A number that changes when a task is put into a queue of this pool, or taken out. */
  long moves(long pool) throws UnreadableMemory {
    long queues = objects.reference(pool, POOL, "queues");
    int length = queues == 0 ? 0 : objects.length(queues);
    long moves = 0;
    for (int i = 0; i < length; i++) {
      long queue = objects.element(queues, i);
      if (queue != 0) {
        moves = 31 * moves + objects.intField(queue, QUEUE, "base");
        moves = 31 * moves + objects.intField(queue, QUEUE, "top");
      }
    }
    return moves;
  }

  private List<Long> tasks(long pool) throws UnreadableMemory {
    List<Long> tasks = new ArrayList<>();
    long queues = objects.reference(pool, POOL, "queues");
    int length = queues == 0 ? 0 : objects.length(queues);
    for (int i = 0; i < length; i++) {
      long queue = objects.element(queues, i);
      long array = queue == 0 ? 0 : objects.reference(queue, QUEUE, "array");
      int slots = array == 0 ? 0 : objects.length(array);
      for (int slot = 0; slot < slots && tasks.size() < PoolReader.MOST_TASKS; slot++) {
        long task = objects.element(array, slot);
        if (task != 0) {
          tasks.add(task);
        }
      }
    }
    return tasks;
  }
}
