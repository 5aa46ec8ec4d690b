package io.wubdiag.agent.bootstrap;

/**
 * Is told in which order locks are acquired, while {@link Tracing#ordering} is on. Called from
 * within a hook: so it calls nothing of the application's and waits for none of its locks. What it
 * throws is counted and swallowed.
 */
public interface LockOrder {
  /**
   * The thread that calls is about to acquire a lock, or has just entered the monitor of a
   * synchronized method, and holds at least one lock. Not called for attempts, which can't
   * deadlock, nor for permits of a semaphore. The lock may be among those that it holds.
   */
  void acquiring(ThreadLocks held, Object lock, boolean shared, int site);
}
