package io.wubdiag.agent.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * The calls of appenders that one thread is in: one, but for a {@code toString} that logs, or an
 * appender that calls others.
 */
public final class LogCalls {
  /** Deeper ones are counted and not noted. */
  static final int MOST_CALLS = 8;

  /**
   * It takes longer to copy a JVM's page tables: a thread that called an appender more recently is
   * in the same process still.
   */
  private static final long SHORTEST_FORK_NANOS = 200_000;

  final AppenderCall[] calls = new AppenderCall[MOST_CALLS];

  /** How many there are, with those beyond {@link #MOST_CALLS}. */
  int depth;

  /** While one is being reported, what that calls is not looked at. */
  private boolean reporting;

  /** When the last one began or ended. */
  private long lastSeen;

  /** The innermost one that is noted; null if there is none. */
  @Nullable AppenderCall current() {
    int index = Math.min(depth, MOST_CALLS) - 1;
    return index < 0 || reporting ? null : calls[index];
  }

  void begin(Object appender, int holds) {
    if (reporting) {
      return;
    }
    AppenderCall current = current();
    if (current != null && current.isPartOf(appender)) {
      current.nested++;
      return;
    }
    if (depth < MOST_CALLS) {
      AppenderCall call = calls[depth];
      if (call == null) {
        call = new AppenderCall();
        calls[depth] = call;
      }
      call.begin(appender, holds);
    }
    depth++;
    if (depth == 1) {
      long now = System.nanoTime();
      if (now - lastSeen > SHORTEST_FORK_NANOS) {
        ForkedChild.look();
      }
      lastSeen = now;
      ForkedChild.count(appender);
    }
  }

  void end() {
    if (reporting || depth == 0) {
      return;
    }
    AppenderCall current = current();
    if (current != null && current.nested > 0) {
      current.nested--;
      return;
    }
    depth--;
    if (depth >= MOST_CALLS) {
      return;
    }
    AppenderCall call = calls[depth];
    Object appender = call.appender;
    call.end();
    if (depth == 0) {
      ForkedChild.ended();
    }
    SlowLogCalls listener = LogHooks.listener;
    long nanos = call.phaseBegun - call.begun;
    if (listener != null && appender != null && nanos >= Tracing.slow) {
      reporting = true;
      try {
        listener.ended(appender, nanos, call.lockNanos, call.sinkNanos, LogHooks.heldAt(call));
      } finally {
        reporting = false;
      }
    }
  }

  /**
   * How many are begun and not ended, with those that are part of others.
   *
   * @see #unwind
   */
  int mark() {
    AppenderCall current = current();
    return depth << 16 | (current == null ? 0 : current.nested & 0xffff);
  }

  /** Ends those that were begun after that mark, and were left by an exception. */
  void unwind(int mark) {
    for (int i = 0; mark() > mark && i < 1 << 16; i++) {
      end();
    }
  }
}
