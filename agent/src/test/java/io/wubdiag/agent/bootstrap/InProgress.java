package io.wubdiag.agent.bootstrap;

import java.util.ArrayList;
import java.util.List;

/** What the agent has noted of log calls, for tests, and the clock by which it measures them. */
public final class InProgress {
  private static final String[] PHASES = {"CALLED", "FORMAT", "LOCK", "SINK"};

  private InProgress() {}

  /** The calls that this thread is in: the appender's simple class name, and the phase. */
  public static List<String> now() {
    List<String> calls = new ArrayList<>();
    ThreadLocks locks = TrackedThreads.current();
    for (int i = 0; i < locks.logCalls().depth; i++) {
      AppenderCall call = locks.logCalls().calls[i];
      calls.add(call.appender.getClass().getSimpleName() + " " + PHASES[call.phase]);
    }
    return calls;
  }

  /** Lets the clock go on. */
  public static void pass(long millis) {
    Tracing.clock += millis * 1_000_000;
  }

  /** As many calls as begun and not ended. */
  public static int depth() {
    return TrackedThreads.current().logCalls().depth;
  }
}
