package io.wubdiag.agent.bootstrap;

import java.util.concurrent.locks.Lock;

/**
 * What references to the methods of locks, as {@code lock::unlock}, refer to in woven code. Each
 * does what the method of its name does, and throws what that throws.
 */
public final class LockReferences {
  private LockReferences() {}

  /** {@link Lock#lock}. */
  @SuppressWarnings("LockNotBeforeTry") // nor does what it stands for
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
