package io.wubdiag.agent.bootstrap;

import org.jspecify.annotations.Nullable;

/** Is told of calls of appenders that took long, by the threads that made them. */
public interface SlowLogCalls {
  /**
   * A call has ended.
   *
   * @param appender the appender or handler, or the stream that was printed to
   * @param nanos how long the call took
   * @param lockNanos of these, how long it waited for the appender's lock
   * @param sinkNanos of these, how long it was in what the appender writes to
   * @param heldAt where a lock of the application was acquired that the thread held meanwhile, the
   *     last one; null if there was none
   */
  void ended(Object appender, long nanos, long lockNanos, long sinkNanos, @Nullable String heldAt);
}
