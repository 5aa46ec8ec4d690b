package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.model.LogCall.Phase;
import org.jspecify.annotations.Nullable;

/**
 * A call of an appender that a thread is in, by the notes of the agent in its JVM.
 *
 * @param javaId the thread
 * @param appender its name; empty if it has none
 * @param className its class
 * @param sink where it writes to, null if unknown
 * @param since when the phase began, by {@code System.nanoTime()} of this machine
 * @param lockedAt where a lock of the application was acquired that the thread held, null for none
 * @param forkedCalls how many appenders the process has called since it was forked, 0 if it was not
 */
public record NotedLogCall(
    long javaId,
    String appender,
    String className,
    @Nullable String sink,
    Phase phase,
    long since,
    @Nullable String lockedAt,
    int forkedCalls) {}
