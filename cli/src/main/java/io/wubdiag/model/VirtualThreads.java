package io.wubdiag.model;

import java.util.Map;

/**
 * Where the virtual threads of a JVM are, which have no tasks of their own.
 *
 * @param mounted the Java ids of those that have a carrier, by its tid
 * @param writing the descriptors that those without one wait to write to, by their Java ids
 */
public record VirtualThreads(Map<Long, Long> mounted, Map<Long, Integer> writing) {
  /** Of a JVM that has none, or where that is not known. */
  public static final VirtualThreads NONE = new VirtualThreads(Map.of(), Map.of());

  public VirtualThreads {
    mounted = Map.copyOf(mounted);
    writing = Map.copyOf(writing);
  }
}
