package io.wubdiag.model;

/**
 * What tells one process from every other one on this machine, also after its pid was given to
 * another.
 *
 * @param pid the pid as seen from where wubdiag runs
 * @param startTicks when it started, in clock ticks since boot (field 22 of {@code /proc/PID/stat},
 *     proc_pid_stat(5))
 * @param pidNamespace inode of its pid namespace ({@code /proc/PID/ns/pid}), 0 if that could not be
 *     read
 */
public record ProcessIdentity(long pid, long startTicks, long pidNamespace) {}
