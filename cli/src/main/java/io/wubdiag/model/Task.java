package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * A kernel task, that is a native thread of a process.
 *
 * @param tid its id as seen from where wubdiag runs
 * @param namespaceTid its id inside the innermost pid namespace of its process (what the process
 *     itself calls it); the same as {@code tid} outside of containers
 * @param name its name ({@code comm}, at most 15 bytes)
 * @param waitChannel the kernel function that it sleeps in, null if it runs, sleeps in a futex call
 *     (of which {@code systemCall} says more), or that could not be read
 * @param systemCall the system call that it is blocked in, null if it runs or that could not be
 *     read
 * @param counters how much it has run, null if that could not be read
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
   * What grows whenever the task is given a processor ({@code /proc/PID/task/TID/schedstat}): two
   * equal readings prove that it did not run in between.
   *
   * @param cpuNanos time on a processor, nanoseconds
   * @param timeslices how often it was put on a processor
   */
  public record Counters(long cpuNanos, long timeslices) {}
}
