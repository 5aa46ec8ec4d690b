package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * The identity of a process among all processes, on this host and others, even after its pid was
 * reused.
 *
 * @param pid the pid as seen from where wubdiag runs
 * @param startTicks when it started, in clock ticks since boot (field 22 of {@code /proc/PID/stat},
 *     proc_pid_stat(5))
 * @param pidNamespace inode of its pid namespace ({@code /proc/PID/ns/pid}), 0 if that could not be
 *     read
 */
public record ProcessIdentity(Host host, long pid, long startTicks, long pidNamespace)
    implements Scope, Comparable<ProcessIdentity> {

  @Override
  public String label() {
    return Long.toString(pid);
  }

  /** Orders by pid first. */
  @Override
  public int compareTo(ProcessIdentity other) {
    int order = Long.compare(pid, other.pid);
    if (order == 0) {
      order = host.id().compareTo(other.host.id());
    }
    if (order == 0) {
      order = Long.compare(startTicks, other.startTicks);
    }
    return order == 0 ? Long.compare(pidNamespace, other.pidNamespace) : order;
  }

  // Written out for the reason given in ResourceId.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof ProcessIdentity process
            && pid == process.pid
            && startTicks == process.startTicks
            && pidNamespace == process.pidNamespace
            && host.equals(process.host);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(31 * (31 * pid + startTicks) + pidNamespace) ^ host.hashCode();
  }
}
