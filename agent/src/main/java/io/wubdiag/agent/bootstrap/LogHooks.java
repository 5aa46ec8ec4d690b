package io.wubdiag.agent.bootstrap;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * The methods that woven logging libraries call. Whatever goes wrong in them, a full stack
 * included, is counted and swallowed.
 */
public final class LogHooks {

  /** Who is told of slow calls; null for nobody. */
  static @Nullable SlowLogCalls listener;

  private LogHooks() {}

  /** Has slow calls told to that listener; null for none any more. */
  public static void report(@Nullable SlowLogCalls newListener) {
    listener = newListener;
  }

  /** An appender or handler is about to be called; {@link #end} is to be given the same calls. */
  public static void begin(Object appender, @Nullable LogCalls calls) {
    if (Tracing.on && calls != null) {
      try {
        calls.begin(appender);
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** It has returned. */
  public static void end(@Nullable LogCalls calls) {
    if (Tracing.on && calls != null) {
      try {
        calls.end();
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** A stream is about to be printed to; returns what {@link #end} is to be given. */
  public static @Nullable LogCalls printing(PrintStream stream) {
    if (Tracing.on && (stream == System.out || stream == System.err)) {
      LogCalls calls = calls();
      begin(stream, calls);
      return calls;
    }
    return null;
  }

  /**
   * A method that calls appenders is entered; what it returns is for {@link #begin}, {@link #end}
   * and {@link #unwind}.
   */
  public static @Nullable LogCalls calls() {
    if (Tracing.on) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        return locks == null ? null : locks.logCalls();
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
    return null;
  }

  /** How many of these are begun; for {@link #unwind} as well. */
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

  /** That method is left, maybe by an exception. */
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
   * The logging library is about to acquire a lock of its own. Returns the call that this is in,
   * for {@link #locked}.
   */
  public static @Nullable AppenderCall locking() {
    if (Tracing.on) {
      try {
        AppenderCall call = current();
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

  /** The same, where {@link LockHooks#awaiting} was told of the lock, and returned those. */
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

  /** It has acquired the lock. */
  public static void locked(@Nullable AppenderCall call) {
    if (call != null) {
      try {
        call.locked();
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** It has entered a synchronized method. */
  public static void entered() {
    if (Tracing.on) {
      try {
        locked(current());
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** The same, and what {@link LockHooks#entered} is told. */
  public static void entered(@Nullable Object monitor, int site) {
    if (Tracing.on && monitor != null) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locked(locks.appenderCall());
          locks.entered(monitor, site);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /**
   * It is about to write to, or flush, what it writes to. Returns the call that this is in, for
   * {@link #written}.
   */
  public static @Nullable AppenderCall writing() {
    if (Tracing.on) {
      try {
        AppenderCall call = current();
        if (call != null) {
          call.writing();
        }
        return call;
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
    return null;
  }

  /** It has written. */
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
    ThreadLocks locks = ThreadLocks.current();
    return locks == null ? null : locks.appenderCall();
  }
}
