package io.wubdiag.agent.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * The methods that woven code calls to record lock orders, beside {@link LockHooks}. A failure in
 * them is counted and swallowed.
 */
public final class OrderHooks {
  private OrderHooks() {}

  /** A lock, or an object that is made to be locked, was created. */
  public static void created(Object lock, int site) {
    if (Tracing.ordering) {
      try {
        ThreadLocks locks = TrackedThreads.current();
        if (locks != null) {
          locks.order().created(lock, site);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /**
   * The thread is about to call {@code Thread.start}, or a method of that name of another class.
   */
  public static void starting(@Nullable Object thread) {
    if (Tracing.ordering) {
      try {
        ThreadLocks locks = TrackedThreads.current();
        if (locks != null && thread instanceof Thread child) {
          locks.order().starts(child);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** Another method has created and started a thread. */
  public static void started(@Nullable Object thread) {
    starting(thread);
  }

  /** {@code Thread.join} has returned, or a method of that name of another class. */
  public static void joined(@Nullable Object thread) {
    if (Tracing.ordering) {
      try {
        ThreadLocks locks = TrackedThreads.current();
        if (locks != null && thread instanceof Thread ended && !ended.isAlive()) {
          locks.order().hasJoined(ended);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }
}
