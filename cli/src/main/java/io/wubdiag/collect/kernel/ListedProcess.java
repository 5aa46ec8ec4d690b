package io.wubdiag.collect.kernel;

import io.wubdiag.model.ProcessState;

/**
 * A process in the process table.
 *
 * @param parentPid its parent's pid, 0 for none
 * @param startTicks when it started, in clock ticks since boot; pid and start time together
 *     identify a process, since pids are reused
 * @param name its name ({@code comm}, at most 15 bytes); may hold any character
 * @param state its first thread's state
 */
public record ListedProcess(
    long pid, long parentPid, long startTicks, String name, ProcessState state) {}
