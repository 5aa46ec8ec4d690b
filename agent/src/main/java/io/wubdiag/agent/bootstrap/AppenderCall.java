package io.wubdiag.agent.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * A thread's call of a logging library's appender, and its phase. Only this thread writes here, and
 * reuses the object for its next call.
 */
public final class AppenderCall {
  /**
   * The call has begun; the thread may still wait to enter a synchronized method of the appender.
   */
  static final int CALLED = 0;

  /**
   * The appender filters, formats and encodes, which calls {@code toString} of the application's
   * classes.
   */
  static final int FORMAT = 1;

  /** The appender waits for its lock. */
  static final int LOCK = 2;

  /** The appender writes to its sink, or flushes it. */
  static final int SINK = 3;

  /** The appender or handler, or the stream that is printed to; null while not in use. */
  @Nullable Object appender;

  /** The clock when the call began. */
  long begun;

  int phase;

  /** The clock up to which the times below are counted. */
  long phaseBegun;

  /** How long the call has waited for locks so far. */
  long lockNanos;

  /** How long the call has been in the sink so far. */
  long sinkNanos;

  /** How many locks of {@link ThreadLocks} the thread held when the call began. */
  int holds;

  /**
   * The number of nested calls that count as part of this one: of the same appender, or of its
   * sink.
   */
  int nested;

  /** The depth of nested writes: one stream writes to another. */
  private int writes;

  void begin(Object called, int held) {
    begun = Tracing.clock;
    phaseBegun = begun;
    phase = CALLED;
    lockNanos = 0;
    sinkNanos = 0;
    holds = held;
    nested = 0;
    writes = 0;
    appender = called;
  }

  /** The appender begins to wait for a lock. The next report ends the wait. */
  void locking() {
    change(LOCK);
  }

  /**
   * The thread has entered a synchronized method or acquired a lock. In the first phase, all the
   * time since the call was the wait for it.
   */
  void locked() {
    if (phase == CALLED) {
      phase = LOCK;
    }
    if (phase == LOCK) {
      change(writes > 0 ? SINK : FORMAT);
    }
  }

  void writing() {
    writes++;
    change(SINK);
  }

  void written() {
    if (writes > 0) {
      writes--;
    }
    change(writes > 0 ? SINK : FORMAT);
  }

  void end() {
    change(CALLED);
    appender = null;
  }

  boolean isPartOf(Object called) {
    return phase == SINK || appender == called;
  }

  private void change(int next) {
    long now = Tracing.clock;
    if (now != phaseBegun) {
      if (phase == LOCK) {
        lockNanos += now - phaseBegun;
      } else if (phase == SINK) {
        sinkNanos += now - phaseBegun;
      }
      phaseBegun = now;
    }
    phase = next;
  }
}
