package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.ListedThread;
import java.util.List;

/**
 * The thread pools that a JVM's threads work for.
 *
 * @param threads all its threads, read just before
 * @param settled whether each pool could be read, and no collection moved objects meanwhile
 */
public record ThreadPools(List<ListedThread> threads, List<ThreadPool> pools, boolean settled) {
  public ThreadPools {
    threads = List.copyOf(threads);
    pools = List.copyOf(pools);
  }
}
