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

  /** Beyond as many calls while the clock stands only one in as many is looked at. */
  private static final int MANY_IN_TICK = 128;

  private final ThreadLocks locks;

  final AppenderCall[] calls = new AppenderCall[MOST_CALLS];

  /** How many there are, with those beyond {@link #MOST_CALLS}. */
  int depth;

  /** The same with those that are part of others: begun, and not ended. */
  int begun;

  /** While one is being reported, what that calls is not looked at. */
  private boolean reporting;

  /** When the last one began that was looked at. */
  private long lastSeen;

  /** The clock when the last one began, and how many have since it was set. */
  private long tick;

  private int inTick;

  /** Of the thread that has those. */
  LogCalls(ThreadLocks locks) {
    this.locks = locks;
  }

  /** The innermost one that is noted; null if there is none. */
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
   * Whether to ask for the time, by which a copy of the process is told. Not at each line of a
   * thread that has logged very many since the clock was set: a copy that such a thread makes is
   * told some lines later.
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

  /** Where the last of the locks was acquired that the thread held when it made that call. */
  private @Nullable String heldAt(AppenderCall call) {
    int last = call.holds - 1;
    return last >= 0 && last < locks.size ? Tracing.site(locks.site(last)) : null;
  }

  /** Ends those that were begun after that mark, and were left by an exception. */
  void unwind(int mark) {
    for (int i = begun - mark; i > 0; i--) {
      end();
    }
  }
}
