package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.HeapObject;
import java.util.List;
import java.util.Set;

/**
 * A {@code ThreadPoolExecutor} or {@code ForkJoinPool} as it was at one instant.
 *
 * @param pool the pool itself
 * @param workers how many threads it has
 * @param complete whether it starts no other thread, whatever is submitted to it
 * @param workerIds the Java ids of its threads that were found
 * @param queued how many tasks its queue holds
 * @param blockers the objects on which threads are parked until a task of this queue has run, and
 *     the tasks inside of wrapping tasks
 */
public record ThreadPool(
    HeapObject pool,
    int workers,
    boolean complete,
    List<Long> workerIds,
    int queued,
    Set<Long> blockers) {
  public ThreadPool {
    workerIds = List.copyOf(workerIds);
    blockers = Set.copyOf(blockers);
  }
}
