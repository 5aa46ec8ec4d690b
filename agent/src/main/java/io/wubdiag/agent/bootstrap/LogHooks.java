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

  /** An appender or handler is about to be called. */
  public static void begin(Object appender) {
    if (Tracing.on) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.logCalls().begin(appender, locks.size());
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** It has returned. */
  public static void end() {
    if (Tracing.on) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.logCalls().end();
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** A stream is about to be printed to; returns whether {@link #end} is to be called. */
  public static boolean printing(PrintStream stream) {
    if (Tracing.on && (stream == System.out || stream == System.err)) {
      begin(stream);
      return true;
    }
    return false;
  }

  /** A method that calls appenders is entered; what it returns is for {@link #unwind}. */
  public static int mark() {
    if (Tracing.on) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        return locks == null ? 0 : locks.logCalls().mark();
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
    return 0;
  }

  /** That method is left, maybe by an exception. */
  public static void unwind(int mark) {
    if (Tracing.on) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.logCalls().unwind(mark);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** The logging library is about to acquire a lock of its own. */
  public static void locking() {
    if (Tracing.on) {
      try {
        AppenderCall call = current();
        if (call != null) {
          call.locking();
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** It has acquired a lock, or entered a synchronized method. */
  public static void locked() {
    if (Tracing.on) {
      try {
        AppenderCall call = current();
        if (call != null) {
          call.locked();
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** It is about to write to, or flush, what it writes to. */
  public static void writing() {
    if (Tracing.on) {
      try {
        AppenderCall call = current();
        if (call != null) {
          call.writing();
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** It has written. */
  public static void written() {
    if (Tracing.on) {
      try {
        AppenderCall call = current();
        if (call != null) {
          call.written();
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  private static @Nullable AppenderCall current() {
    ThreadLocks locks = ThreadLocks.current();
    return locks == null ? null : locks.appenderCall();
  }

  /** Where the last of the locks was acquired that this thread held when it made that call. */
  static @Nullable String heldAt(AppenderCall call) {
    ThreadLocks locks = ThreadLocks.current();
    int last = call.holds - 1;
    return locks != null && last >= 0 && last < locks.size()
        ? Tracing.site(locks.site(last))
        : null;
  }
}
