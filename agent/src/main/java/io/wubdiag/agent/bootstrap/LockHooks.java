package io.wubdiag.agent.bootstrap;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * The methods that woven code calls. Whatever goes wrong in them, a full stack included, is counted
 * and swallowed. A call site is told by its number. A lock that is null is none.
 */
public final class LockHooks {
  private LockHooks() {}

  /**
   * That object if it is a lock, null if not: woven where a method is called that has the name of
   * one of a lock's, of a type that is not known.
   */
  public static @Nullable Object lockOrNull(@Nullable Object object) {
    return object instanceof Lock ? object : null;
  }

  /**
   * A lock is about to be acquired, or a monitor to be entered. What it returns is for {@link
   * #acquired}, so that the thread's own is looked up once.
   */
  public static @Nullable ThreadLocks awaiting(@Nullable Object lock, int site) {
    if (Tracing.on && lock != null) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.awaiting(lock, isShared(lock), site);
        }
        return locks;
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
    return null;
  }

  /** The same for a lock that others can hold as well. */
  public static void awaitingShared(@Nullable Object lock, int site) {
    if (Tracing.on && lock != null) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.awaiting(lock, true, site);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** A lock is about to be tried for a while, or permits to be acquired. */
  public static void attempting(@Nullable Object lock, int site) {
    if (Tracing.on && lock != null) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.waitingFor(lock, site);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** A monitor was entered, or a lock acquired, by the thread that those are of. */
  public static void acquired(@Nullable Object lock, @Nullable ThreadLocks locks, int site) {
    if (locks != null && lock != null && locks.isCurrent()) {
      try {
        locks.acquired(lock, isShared(lock), site);
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** A synchronized method was entered. */
  public static void entered(@Nullable Object monitor, int site) {
    if (Tracing.on && monitor != null) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.entered(monitor, site);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** An attempt to acquire a lock has succeeded or failed. */
  public static void tried(boolean success, @Nullable Object lock, int site) {
    if (Tracing.on && lock != null) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          if (success) {
            locks.acquired(lock, isShared(lock), site);
          } else {
            locks.gaveUp();
          }
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** A stamped lock was acquired, if the stamp is not 0, in the mode that the stamp tells. */
  public static void stamped(long stamp, @Nullable Object lock, int site) {
    if (Tracing.on && lock != null) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          if (stamp != 0) {
            locks.acquired(lock, StampedLock.isReadLockStamp(stamp), site);
          } else {
            locks.gaveUp();
          }
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** A stamp was exchanged for one of another mode, if the new one is not 0. */
  public static void converted(long stamp, long former, @Nullable Object lock, int site) {
    if (Tracing.on && lock != null && stamp != 0) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
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
  }

  /** A monitor is about to be left, or a lock was given back. */
  public static void released(@Nullable Object lock) {
    if (Tracing.on && lock != null) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.released(lock);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** A lock was given back, or was not held. */
  public static void triedToRelease(boolean success, @Nullable Object lock) {
    if (Tracing.on && lock != null) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          if (success) {
            locks.released(lock);
          }
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** Permits were acquired. */
  public static void acquiredPermits(int permits, @Nullable Object semaphore, int site) {
    if (Tracing.on && semaphore != null) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.acquiredPermits((Semaphore) semaphore, permits, site);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** An attempt to acquire permits has succeeded or failed. */
  public static void triedPermits(
      boolean success, int permits, @Nullable Object semaphore, int site) {
    if (Tracing.on && semaphore != null) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
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
  }

  /** Permits were given back. */
  public static void releasedPermits(int permits, @Nullable Object semaphore) {
    if (Tracing.on && semaphore != null) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.releasedPermits((Semaphore) semaphore, permits);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** {@code Object.wait} is about to be called. */
  public static void waiting(@Nullable Object monitor, int site) {
    if (Tracing.on && monitor != null) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.waiting(monitor, site);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** {@code Object.wait} has returned. */
  public static void waited(@Nullable Object monitor) {
    if (Tracing.on && monitor != null) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.waited(monitor);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** {@code Condition.await} is about to be called. */
  public static void waitingForCondition(@Nullable Object condition, int site) {
    if (Tracing.on && condition != null) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.waitingForCondition((Condition) condition, site);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** {@code Condition.await} has returned. */
  public static void waitedForCondition() {
    if (Tracing.on) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.waitedForCondition();
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** {@code CountDownLatch.await} has returned. */
  public static void waitedForLatch() {
    if (Tracing.on) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.waitedFor(LockObserver.Wait.NOTIFICATION, true);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  private static boolean isShared(Object lock) {
    return lock instanceof ReentrantReadWriteLock.ReadLock;
  }
}
