package io.wubdiag.agent.bootstrap;

import java.util.concurrent.locks.Lock;

/**
 * The methods that replace a lock's methods in woven method references such as {@code
 * lock::unlock}. Each does what the method of its name does, and throws the same.
 */
public final class LockReferences {
  private LockReferences() {}

  /** {@link Lock#lock}. */
  @SuppressWarnings("LockNotBeforeTry") // like the lambda that it replaces
  public static void lock(int site, Lock lock) {
    ThreadLocks locks = LockHooks.awaiting(lock, site);
    lock.lock();
    LockHooks.acquired(lock, locks, site);
  }

  /** {@link Lock#lockInterruptibly}. */
  @SuppressWarnings("LockNotBeforeTry")
  public static void lockInterruptibly(int site, Lock lock) throws InterruptedException {
    ThreadLocks locks = LockHooks.awaiting(lock, site);
    lock.lockInterruptibly();
    LockHooks.acquired(lock, locks, site);
  }

  /** {@link Lock#tryLock()}. */
  public static boolean tryLock(int site, Lock lock) {
    boolean success = lock.tryLock();
    LockHooks.tried(success, lock, site);
    return success;
  }

  /** {@link Lock#unlock}. */
  public static void unlock(int site, Lock lock) {
    lock.unlock();
    LockHooks.released(lock);
  }
}
