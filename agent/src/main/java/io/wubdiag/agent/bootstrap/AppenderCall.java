package io.wubdiag.agent.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * That a thread is in a call of a logging library's appender, and what that is at. Written by that
 * thread only, and used again for its next call.
 */
public final class AppenderCall {
  /** It was just called; a synchronized method of it may not be entered yet. */
  static final int CALLED = 0;

  /** It filters, formats and encodes, which calls {@code toString} of the application's. */
  static final int FORMAT = 1;

  /** It waits for its lock. */
  static final int LOCK = 2;

  /** It writes to, or flushes, what it writes to. */
  static final int SINK = 3;

  /** The appender or handler, or the stream that is printed to; null while not in use. */
  @Nullable Object appender;

  /** The clock when it was called. */
  long begun;

  int phase;

  /** The clock when the phase began, as far as it is not counted below. */
  long phaseBegun;

  /** How long it has waited for locks up to now. */
  long lockNanos;

  /** How long it has been in the sink up to now. */
  long sinkNanos;

  /** How many locks of {@link ThreadLocks} the thread held when it called. */
  int holds;

  /** Calls within this one that are part of it: of the same appender, or of what it writes to. */
  int nested;

  /** How many writes it is in; one stream writes to another. */
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

  /** Up to the next thing that it tells, it waits for a lock. */
  void locking() {
    change(LOCK);
  }

  /**
   * A synchronized method was entered, or a lock was acquired. What passed since it was called was
   * the wait for that.
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
