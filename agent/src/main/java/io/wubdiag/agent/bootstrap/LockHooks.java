package io.wubdiag.agent.bootstrap;

/**
 * The methods that woven code calls. Whatever goes wrong in them, a full stack included, is counted
 * and swallowed. A call site is told by its number.
 */
public final class LockHooks {
  private LockHooks() {}

  /** A monitor is about to be entered, a lock to be acquired. */
  public static void awaiting(int site) {
    if (Tracing.on) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.awaiting(site);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** A monitor was entered, or a lock acquired. */
  public static void acquired(Object lock, int site) {
    if (Tracing.on) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.acquired(lock, site);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** An attempt to acquire a lock has succeeded or failed. */
  public static void tried(boolean success, Object lock, int site) {
    if (Tracing.on) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          if (success) {
            locks.acquired(lock, site);
          } else {
            locks.gaveUp();
          }
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  /** A monitor is about to be left, or a lock was given back. */
  public static void released(Object lock) {
    if (Tracing.on) {
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

  /** {@code Object.wait} is about to be called. */
  public static void waiting(Object monitor, int site) {
    if (Tracing.on) {
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
  public static void waited(Object monitor) {
    if (Tracing.on) {
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
  public static void waitingForCondition(int site) {
    if (Tracing.on) {
      try {
        ThreadLocks locks = ThreadLocks.current();
        if (locks != null) {
          locks.waitingForCondition(site);
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
}
