package io.wubdiag.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call of a logging library's appender that a thread is in, as the agent noted it.
 *
 * @param appender its name, or the name of the stream that is printed to; empty if it has none
 * @param className its class
 * @param sink where it writes to, as the library has it: a file, a console; null if unknown
 * @param phaseFor how long it has been in this phase; accurate to some 10 ms
 * @param lockedAt where a lock of the application was acquired that the thread held when it called
 *     the appender, as a stack trace shows it; null if there was none
 * @param forkedCalls how many appenders this process has called since it was forked, including this
 *     call; 0 if it was not forked
 */
public record LogCall(
    String appender,
    String className,
    @Nullable String sink,
    Phase phase,
    Duration phaseFor,
    @Nullable String lockedAt,
    int forkedCalls) {

  /** The phase of a call. */
  public enum Phase {
    /** The appender was just called; it may wait to enter the appender's synchronized method. */
    CALLED,
    /** The appender filters or formats, and calls {@code toString} of the application. */
    FORMAT,
    /** The thread waits for the appender's lock. */
    LOCK,
    /** The appender writes to the sink, or flushes it. */
    SINK
  }
}
