package io.wubdiag.agent.bootstrap;

import org.jspecify.annotations.Nullable;

/** Observes slow calls of appenders. The thread that made the call calls this. */
public interface SlowLogCalls {
  /**
   * A call has ended.
   *
   * @param appender the appender or handler, or the stream that was printed to
   * @param nanos how long the call took
   * @param lockNanos of these, how long it waited for the appender's lock
   * @param sinkNanos of these, how long it was in what the appender writes to
   * @param heldAt where the thread acquired the last lock of the application that it held
   *     meanwhile; null if it held none
   */
  void ended(Object appender, long nanos, long lockNanos, long sinkNanos, @Nullable String heldAt);
}
