package io.wubdiag.agent.bootstrap;

/**
 * Observes slow waits and long holds. The thread that waited or held calls this from within a hook,
 * so the observer must not wait, nor call into the application. An exception from it is counted and
 * swallowed. Times are those of {@link Tracing#clock()}, which is coarse.
 */
public interface LockObserver {
  /** What ends a wait. */
  enum Wait {
    /** A lock, or permits of a semaphore, become available. */
    ACQUISITION,
    /** A notification by a monitor, a condition or a latch. */
    NOTIFICATION
  }

  /**
   * A wait of {@link Tracing#slow} nanoseconds or longer has ended.
   *
   * @param awaited the lock, monitor, semaphore, condition or latch
   * @param site the number of the call site, see {@link Tracing#site}
   * @param since the clock at the beginning
   * @param acquired whether an acquisition has succeeded; no meaning for a notification
   */
  void waited(Wait kind, Object awaited, int site, long since, boolean acquired);

  /**
   * A lock that was held for {@link Tracing#slow} nanoseconds or longer was released.
   *
   * @param site the call site of the acquisition
   */
  void held(Object lock, int site, long since);
}
