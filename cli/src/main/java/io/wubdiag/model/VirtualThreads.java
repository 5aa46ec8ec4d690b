package io.wubdiag.model;

import java.util.Map;

/**
 * The places of a JVM's virtual threads, which have no tasks of their own.
 *
 * @param mounted the Java ids of mounted threads, by their carriers' tids
 * @param writing the descriptors to which unmounted threads wait to write, by their Java ids
 */
public record VirtualThreads(Map<Long, Long> mounted, Map<Long, Integer> writing) {
  /** The places for a JVM without virtual threads, or if they are unknown. */
  public static final VirtualThreads NONE = new VirtualThreads(Map.of(), Map.of());

  public VirtualThreads {
    mounted = Map.copyOf(mounted);
    writing = Map.copyOf(writing);
  }
}
