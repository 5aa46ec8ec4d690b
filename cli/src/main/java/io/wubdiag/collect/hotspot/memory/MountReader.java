package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.hotspot.vm.ThreadReader;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Reads a number that changes when a virtual thread is mounted on a carrier. */
final class MountReader {
  private final ThreadReader threads;
  private final PoolReader pools;

  MountReader(ThreadReader threads, PoolReader pools) {
    this.threads = threads;
    this.pools = pools;
  }

  /** Empty if there is no carrier. */
  OptionalLong read() throws UnreadableMemory {
    Set<Long> schedulers = new TreeSet<>();
    for (ListedThread thread : threads.threads()) {
      if (thread.threadObject() != 0 && pools.isCarrier(thread.threadObject())) {
        schedulers.add(pools.poolOf(thread.threadObject()));
      }
    }
    long mounts = 0;
    for (long scheduler : schedulers) {
      mounts = 31 * mounts + pools.moves(scheduler);
    }
    return schedulers.isEmpty() ? OptionalLong.empty() : OptionalLong.of(mounts);
  }
}
