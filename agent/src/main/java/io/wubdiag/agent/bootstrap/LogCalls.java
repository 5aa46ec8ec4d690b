package io.wubdiag.agent.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * The calls of appenders that one thread is in. There is more than one only if a {@code toString}
 * logs, or if an appender calls others.
 */
public final class LogCalls {
  /** The greatest depth that is recorded. Deeper calls are only counted. */
  static final int MOST_CALLS = 8;

  /**
   * A fork takes longer than this, because it copies the JVM's page tables. So a thread that called
   * an appender more recently is still in the same process.
   */
  private static final long SHORTEST_FORK_NANOS = 200_000;

  /** After this many calls within one tick, only every n-th call looks for a fork. */
  private static final int MANY_IN_TICK = 128;

  private final ThreadLocks locks;

  final AppenderCall[] calls = new AppenderCall[MOST_CALLS];

  /** The number of calls, also of those deeper than {@link #MOST_CALLS}. */
  int depth;

  /** The number of calls, with those that count as part of others: begun and not ended. */
  int begun;

  /** Whether a call is being reported: calls that the report makes are ignored. */
  private boolean reporting;

  /** The time of the last call that looked for a fork. */
  private long lastSeen;

  /** The clock at the last call, and the number of calls since the clock was set. */
  private long tick;

  private int inTick;

  /** Makes the calls of the thread with these locks. */
  LogCalls(ThreadLocks locks) {
    this.locks = locks;
  }

  /** The innermost recorded call; null if there is none. */
  @Nullable AppenderCall current() {
    int index = Math.min(depth, MOST_CALLS) - 1;
    return index < 0 || reporting ? null : calls[index];
  }

  void begin(Object appender) {
    if (reporting) {
      return;
    }
    AppenderCall current = current();
    if (current != null && current.isPartOf(appender)) {
      current.nested++;
      begun++;
      return;
    }
    if (depth < MOST_CALLS) {
      AppenderCall call = calls[depth];
      if (call == null) {
        call = new AppenderCall();
        calls[depth] = call;
      }
      call.begin(appender, locks.size);
    }
    depth++;
    begun++;
    if (depth == 1) {
      if (isToLook()) {
        long now = System.nanoTime();
        if (now - lastSeen > SHORTEST_FORK_NANOS) {
          ForkedChild.look();
        }
        lastSeen = now;
      }
      if (ForkedChild.pid != 0) {
        ForkedChild.count(appender);
      }
    }
  }

  /**
   * Whether to look for a fork, which costs a reading of the time. A thread that has logged very
   * often since the clock was set skips most calls: a fork by such a thread is noticed some calls
   * later.
   */
  private boolean isToLook() {
    long clock = Tracing.clock;
    if (clock != tick) {
      tick = clock;
      inTick = 0;
    }
    inTick++;
    return inTick <= MANY_IN_TICK || inTick % MANY_IN_TICK == 0;
  }

  void end() {
    if (reporting || begun == 0) {
      return;
    }
    begun--;
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
    if (depth == 0 && ForkedChild.pid != 0) {
      ForkedChild.ended();
    }
    if (call.phaseBegun - call.begun >= Tracing.slow && appender != null) {
      report(call, appender);
    }
  }

  private void report(AppenderCall call, Object appender) {
    SlowLogCalls listener = LogHooks.listener;
    if (listener != null) {
      reporting = true;
      try {
        long nanos = call.phaseBegun - call.begun;
        listener.ended(appender, nanos, call.lockNanos, call.sinkNanos, heldAt(call));
      } finally {
        reporting = false;
      }
    }
  }

  /** The call site of the last lock that the thread held when the call began. */
  private @Nullable String heldAt(AppenderCall call) {
    int last = call.holds - 1;
    return last >= 0 && last < locks.size ? Tracing.site(locks.site(last)) : null;
  }

  /** Ends the calls that began after a mark and were left by an exception. */
  void unwind(int mark) {
    for (int i = begun - mark; i > 0; i--) {
      end();
    }
  }
}
