package io.wubdiag.collect.kernel;

import io.wubdiag.model.ProcessState;

/**
 * A process as the list of all of them shows it.
 *
 * @param parentPid its parent's pid, 0 for none
 * @param startTicks when it started, in clock ticks since boot; with the pid, what tells it from a
 *     later process of the same pid
 * @param name its name ({@code comm}, at most 15 bytes); may hold any character
 * @param state its first thread's state
 */
public record ListedProcess(
    long pid, long parentPid, long startTicks, String name, ProcessState state) {}
