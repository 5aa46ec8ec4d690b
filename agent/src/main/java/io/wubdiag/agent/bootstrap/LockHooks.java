package io.wubdiag.agent.bootstrap;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * The methods that woven code calls around locks. They do nothing while tracing is off, and ignore
 * a null lock: the application's own call throws. A failure in them, also a stack overflow, is
 * counted and swallowed. Parameters named {@code site} are numbers of call sites.
 */
public final class LockHooks {
  private LockHooks() {}

  /**
   * The object if it is a lock, otherwise null. Woven where the called method has the name of a
   * lock's method, but its receiver's type is unknown.
   */
  public static @Nullable Object lockOrNull(@Nullable Object object) {
    return object instanceof Lock ? object : null;
  }

  /**
   * The thread is about to acquire a lock, or to enter a monitor. Woven code hands the result to
   * {@link #acquired}, so that the thread's entry is looked up once.
   */
  public static @Nullable ThreadLocks awaiting(@Nullable Object lock, int site) {
    return lock == null ? null : awaiting(lock, isShared(lock), site);
  }

  /** The thread is about to acquire a lock in shared mode. */
  public static void awaitingShared(@Nullable Object lock, int site) {
    if (lock != null) {
      awaiting(lock, true, site);
    }
  }

  private static @Nullable ThreadLocks awaiting(Object lock, boolean shared, int site) {
    try {
      ThreadLocks locks = TrackedThreads.current();
      if (locks != null) {
        locks.awaiting(lock, shared, site);
      }
      return locks;
    } catch (Throwable fault) {
      Tracing.fault();
      return null;
    }
  }

  /** The thread is about to try a lock with a timeout, or to acquire permits. */
  public static void attempting(@Nullable Object lock, int site) {
    try {
      ThreadLocks locks = TrackedThreads.current();
      if (locks != null && lock != null) {
        locks.waitingFor(lock, site);
      }
    } catch (Throwable fault) {
      Tracing.fault();
    }
  }

  /**
   * The thread has entered a monitor, or acquired a lock.
   *
   * @param locks what {@link #awaiting} returned
   */
  public static void acquired(@Nullable Object lock, @Nullable ThreadLocks locks, int site) {
    if (locks != null && lock != null && locks.isCurrent()) {
      try {
        locks.acquired(lock, isShared(lock), site);
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** The thread has entered a synchronized method. */
  public static void entered(@Nullable Object monitor, int site) {
    try {
      ThreadLocks locks = TrackedThreads.current();
      if (locks != null && monitor != null) {
        locks.entered(monitor, site);
      }
    } catch (Throwable fault) {
      Tracing.fault();
    }
  }

  /** An attempt to acquire a lock has succeeded or failed. */
  public static void tried(boolean success, @Nullable Object lock, int site) {
    if (lock != null) {
      tried(success, lock, isShared(lock), site);
    }
  }

  /** A stamped lock was acquired in the mode of the stamp; not acquired if the stamp is 0. */
  public static void stamped(long stamp, @Nullable Object lock, int site) {
    if (lock != null) {
      tried(stamp != 0, lock, StampedLock.isReadLockStamp(stamp), site);
    }
  }

  private static void tried(boolean success, Object lock, boolean shared, int site) {
    try {
      ThreadLocks locks = TrackedThreads.current();
      if (locks != null) {
        if (success) {
          locks.acquired(lock, shared, site);
        } else {
          locks.gaveUp();
        }
      }
    } catch (Throwable fault) {
      Tracing.fault();
    }
  }

  /** A stamp was converted to another mode; not converted if the new stamp is 0. */
  public static void converted(long stamp, long former, @Nullable Object lock, int site) {
    try {
      ThreadLocks locks = TrackedThreads.current();
      if (locks != null && lock != null && stamp != 0) {
        boolean held = StampedLock.isLockStamp(former);
        if (!StampedLock.isLockStamp(stamp)) {
          if (held) {
            locks.released(lock);
          }
        } else if (held) {
          locks.converted(lock, StampedLock.isReadLockStamp(stamp), site);
        } else {
          locks.acquired(lock, StampedLock.isReadLockStamp(stamp), site);
        }
      }
    } catch (Throwable fault) {
      Tracing.fault();
    }
  }

  /** The thread is about to leave a monitor, or has unlocked a lock. */
  public static void released(@Nullable Object lock) {
    try {
      ThreadLocks locks = TrackedThreads.current();
      if (locks != null && lock != null) {
        locks.released(lock);
      }
    } catch (Throwable fault) {
      Tracing.fault();
    }
  }

  /** The thread has unlocked a lock, if it held it. */
  public static void triedToRelease(boolean success, @Nullable Object lock) {
    if (success) {
      released(lock);
    }
  }

  /** The thread has acquired permits. */
  public static void acquiredPermits(int permits, @Nullable Object semaphore, int site) {
    triedPermits(true, permits, semaphore, site);
  }

  /** An attempt to acquire permits has succeeded or failed. */
  public static void triedPermits(
      boolean success, int permits, @Nullable Object semaphore, int site) {
    try {
      ThreadLocks locks = TrackedThreads.current();
      if (locks != null && semaphore != null) {
        if (success) {
          locks.acquiredPermits((Semaphore) semaphore, permits, site);
        } else {
          locks.gaveUp();
        }
      }
    } catch (Throwable fault) {
      Tracing.fault();
    }
  }

  /** The thread has released permits. */
  public static void releasedPermits(int permits, @Nullable Object semaphore) {
    try {
      ThreadLocks locks = TrackedThreads.current();
      if (locks != null && semaphore != null) {
        locks.releasedPermits((Semaphore) semaphore, permits);
      }
    } catch (Throwable fault) {
      Tracing.fault();
    }
  }

  /** The thread is about to call {@code Object.wait}. */
  public static void waiting(@Nullable Object monitor, int site) {
    try {
      ThreadLocks locks = TrackedThreads.current();
      if (locks != null && monitor != null) {
        locks.waiting(monitor, site);
      }
    } catch (Throwable fault) {
      Tracing.fault();
    }
  }

  /** {@code Object.wait} has returned. */
  public static void waited(@Nullable Object monitor) {
    try {
      ThreadLocks locks = TrackedThreads.current();
      if (locks != null && monitor != null) {
        locks.waited(monitor);
      }
    } catch (Throwable fault) {
      Tracing.fault();
    }
  }

  /** The thread is about to call {@code Condition.await}. */
  public static void waitingForCondition(@Nullable Object condition, int site) {
    try {
      ThreadLocks locks = TrackedThreads.current();
      if (locks != null && condition != null) {
        locks.waitingForCondition((Condition) condition, site);
      }
    } catch (Throwable fault) {
      Tracing.fault();
    }
  }

  /** {@code Condition.await} has returned. */
  public static void waitedForCondition() {
    try {
      ThreadLocks locks = TrackedThreads.current();
      if (locks != null) {
        locks.waitedForCondition();
      }
    } catch (Throwable fault) {
      Tracing.fault();
    }
  }

  /** {@code CountDownLatch.await} has returned. */
  public static void waitedForLatch() {
    try {
      ThreadLocks locks = TrackedThreads.current();
      if (locks != null) {
        locks.waitedFor(LockObserver.Wait.NOTIFICATION, true);
      }
    } catch (Throwable fault) {
      Tracing.fault();
    }
  }

  private static boolean isShared(Object lock) {
    return lock instanceof ReentrantReadWriteLock.ReadLock;
  }
}
