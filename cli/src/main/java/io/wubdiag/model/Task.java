package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * A kernel task: a native thread of a process.
 *
 * @param tid its id as seen from where wubdiag runs
 * @param namespaceTid its id inside the innermost pid namespace of its process (the id that the
 *     process itself uses); equal to {@code tid} outside of containers
 * @param name its name ({@code comm}, at most 15 bytes)
 * @param waitChannel the kernel function in which it sleeps; null if it runs, sleeps in a futex
 *     call ({@code systemCall} says more of it), or it could not be read
 * @param systemCall the system call in which it is blocked, null if it runs or it could not be read
 * @param counters how much it has run, null if it could not be read
 */
public record Task(
    long tid,
    long namespaceTid,
    String name,
    ProcessState state,
    @Nullable String waitChannel,
    @Nullable SystemCall systemCall,
    @Nullable Counters counters) {

  /**
   * Counters that grow whenever the task gets a processor ({@code /proc/PID/task/TID/schedstat}).
   * Two equal readings prove that it did not run in between.
   *
   * @param cpuNanos time on a processor, nanoseconds
   * @param timeslices how often it was put on a processor
   */
  public record Counters(long cpuNanos, long timeslices) {}
}
