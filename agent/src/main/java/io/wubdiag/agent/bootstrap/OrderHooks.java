package io.wubdiag.agent.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * What woven code calls beside {@link LockHooks} while lock orders are watched. Faults are counted
 * and swallowed.
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

  /** {@code Thread.start} is about to be called on that, or on what else has such a method. */
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

  /** A thread was made and started, by another method. */
  public static void started(@Nullable Object thread) {
    starting(thread);
  }

  /** {@code Thread.join} has returned, or the method of that name of something else. */
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
