package io.wubdiag.agent.bootstrap;

/**
 * Is told of waits that took long and of locks that were held long, by the thread that it was, from
 * within a hook: so it waits for nothing and calls nothing of the application's. What it throws is
 * counted and swallowed. Times are of {@link Tracing#clock()}, which is coarse.
 */
public interface LockObserver {
  /** What a thread waits for. */
  enum Wait {
    /** That a lock, or permits of a semaphore, can be had. */
    ACQUISITION,
    /** That it is notified: of a monitor, a condition or a latch. */
    NOTIFICATION
  }

  /**
   * A wait has ended that took {@link Tracing#slow} nanoseconds or longer.
   *
   * @param awaited the lock, monitor, semaphore, condition or latch
   * @param site where it was waited for, as {@link Tracing#site} tells
   * @param since when it began
   * @param acquired for an acquisition, whether it has succeeded; of a notification it is not known
   */
  void waited(Wait kind, Object awaited, int site, long since, boolean acquired);

  /**
   * A lock was given back that was held for {@link Tracing#slow} nanoseconds or longer.
   *
   * @param site where it was acquired
   */
  void held(Object lock, int site, long since);
}
