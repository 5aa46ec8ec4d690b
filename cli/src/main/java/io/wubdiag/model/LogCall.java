package io.wubdiag.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * That a thread is in a call of a logging library's appender, as the agent noted it.
 *
 * @param appender its name, or that of the stream that is printed to; empty if it has none
 * @param className its class
 * @param sink where it writes to, as the library has it: a file, a console; null if that is not
 *     known
 * @param phaseFor since when it is at that; right to some 10 ms
 * @param lockedAt where a lock of the application was acquired that the thread held when it called
 *     the appender, as a stack trace puts it; null if there was none
 * @param forkedCalls how many appenders this process has called since it was forked, this call
 *     counted; 0 if it was not
 */
public record LogCall(
    String appender,
    String className,
    @Nullable String sink,
    Phase phase,
    Duration phaseFor,
    @Nullable String lockedAt,
    int forkedCalls) {

  /** What a call of an appender is at. */
  public enum Phase {
    /** It was just called; it may wait to enter the appender's synchronized method. */
    CALLED,
    /** It filters or formats, and calls {@code toString} of the application's. */
    FORMAT,
    /** It waits for the appender's lock. */
    LOCK,
    /** It writes to the sink, or flushes it. */
    SINK
  }
}
