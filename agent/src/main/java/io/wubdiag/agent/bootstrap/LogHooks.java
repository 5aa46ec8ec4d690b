package io.wubdiag.agent.bootstrap;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * The methods that woven logging libraries call. They do nothing while tracing is off. A failure in
 * them, also a stack overflow, is counted and swallowed.
 */
public final class LogHooks {
  /** Gets each slow call; null for none. */
  static @Nullable SlowLogCalls listener;

  private LogHooks() {}

  /** Sets the listener for slow calls; null removes it. */
  public static void report(@Nullable SlowLogCalls newListener) {
    listener = newListener;
  }

  /** An appender or handler is about to be called. {@link #end} needs the same {@code calls}. */
  public static void begin(Object appender, @Nullable LogCalls calls) {
    if (Tracing.on && calls != null) {
      try {
        calls.begin(appender);
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** The appender or handler has returned. */
  public static void end(@Nullable LogCalls calls) {
    if (Tracing.on && calls != null) {
      try {
        calls.end();
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** The thread is about to print to a stream. Returns the argument for {@link #end}. */
  public static @Nullable LogCalls printing(PrintStream stream) {
    if (Tracing.on && (stream == System.out || stream == System.err)) {
      LogCalls calls = calls();
      begin(stream, calls);
      return calls;
    }
    return null;
  }

  /**
   * A method that calls appenders was entered. Returns the argument for {@link #begin}, {@link
   * #end} and {@link #unwind}.
   */
  public static @Nullable LogCalls calls() {
    try {
      ThreadLocks locks = TrackedThreads.current();
      return locks == null ? null : locks.logCalls();
    } catch (Throwable fault) {
      Tracing.fault();
      return null;
    }
  }

  /** How many calls have begun: the mark for {@link #unwind}. */
  public static int mark(@Nullable LogCalls calls) {
    if (calls != null) {
      try {
        return calls.begun;
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
    return 0;
  }

  /** The method that calls appenders is left, maybe by an exception. */
  public static void unwind(@Nullable LogCalls calls, int mark) {
    if (Tracing.on && calls != null) {
      try {
        calls.unwind(mark);
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /**
   * The logging library is about to acquire a lock of its own. Returns the appender's call that
   * this happens in, for {@link #locked}.
   */
  public static @Nullable AppenderCall locking() {
    try {
      return locking(TrackedThreads.current());
    } catch (Throwable fault) {
      Tracing.fault();
      return null;
    }
  }

  /**
   * The logging library is about to acquire a lock of its own, of which {@link LockHooks#awaiting}
   * was told.
   *
   * @param locks what {@link LockHooks#awaiting} returned
   */
  public static @Nullable AppenderCall locking(@Nullable ThreadLocks locks) {
    if (locks != null) {
      try {
        AppenderCall call = locks.appenderCall();
        if (call != null) {
          call.locking();
        }
        return call;
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
    return null;
  }

  /** The logging library has acquired the lock. */
  public static void locked(@Nullable AppenderCall call) {
    if (call != null) {
      try {
        call.locked();
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** The logging library has entered a synchronized method. */
  public static void entered() {
    try {
      locked(current());
    } catch (Throwable fault) {
      Tracing.fault();
    }
  }

  /**
   * The logging library has entered a synchronized method; also does what {@link LockHooks#entered}
   * does.
   */
  public static void entered(@Nullable Object monitor, int site) {
    try {
      ThreadLocks locks = TrackedThreads.current();
      if (locks != null && monitor != null) {
        locked(locks.appenderCall());
        locks.entered(monitor, site);
      }
    } catch (Throwable fault) {
      Tracing.fault();
    }
  }

  /**
   * The appender is about to write to its sink, or to flush it. Returns the appender's call that
   * this happens in, for {@link #written}.
   */
  public static @Nullable AppenderCall writing() {
    try {
      AppenderCall call = current();
      if (call != null) {
        call.writing();
      }
      return call;
    } catch (Throwable fault) {
      Tracing.fault();
      return null;
    }
  }

  /** The appender has written. */
  public static void written(@Nullable AppenderCall call) {
    if (call != null) {
      try {
        call.written();
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  private static @Nullable AppenderCall current() {
    ThreadLocks locks = TrackedThreads.current();
    return locks == null ? null : locks.appenderCall();
  }
}
