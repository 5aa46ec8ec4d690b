package io.wubdiag.agent.bootstrap;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The list of what is noted of each thread. It is added to by any thread, and taken from by the
 * agent's own only.
 */
final class TrackedThreads {
  /** How many ended threads are remembered for a lock that they left locked. */
  private static final int MOST_ORPHANS = 1000;

  private TrackedThreads() {}

  /** Calls it for those of all threads, also of ended ones that left a lock locked. */
  static void forEach(Consumer<ThreadLocks> action) {
    for (ThreadLocks locks = ThreadLocks.FIRST.get(); locks != null; locks = locks.nextThread) {
      action.accept(locks);
    }
  }

  static int count() {
    return ThreadLocks.COUNT.get();
  }

  /** Takes those out whose thread has ended and left no lock locked. */
  static void sweep() {
    int orphans = 0;
    ThreadLocks before = null;
    for (ThreadLocks locks = ThreadLocks.FIRST.get(); locks != null; locks = locks.nextThread) {
      Thread thread = locks.get();
      boolean ended = thread == null || !thread.isAlive();
      boolean orphan = ended && leftAnyLocked(locks) && ++orphans <= MOST_ORPHANS;
      if (ended && !orphan && takeOut(before, locks)) {
        ThreadLocks.COUNT.decrementAndGet();
        forgetPermits(locks);
      } else {
        before = locks;
      }
    }
  }

  /** Whether a thread that has ended may have left a lock locked. A monitor it can't have. */
  private static boolean leftAnyLocked(ThreadLocks locks) {
    for (int i = 0; i < locks.size(); i++) {
      Object lock = locks.lock(i);
      if (lock != null && lock.getClass() == ReentrantLock.class
          ? ((ReentrantLock) lock).isLocked()
          : lock instanceof Lock || lock instanceof StampedLock || lock instanceof Semaphore) {
        return true;
      }
    }
    return false;
  }

  private static void forgetPermits(ThreadLocks locks) {
    for (Hold hold : locks.held()) {
      if (hold.lock() instanceof Semaphore semaphore) {
        Permits all = Permits.of(semaphore);
        if (all != null) {
          all.remove(hold.count);
        }
      }
    }
  }

  /** The first one can't be taken out while others come before it: another time. */
  private static boolean takeOut(@Nullable ThreadLocks before, ThreadLocks locks) {
    if (before == null) {
      return ThreadLocks.FIRST.compareAndSet(locks, locks.nextThread);
    }
    before.nextThread = locks.nextThread;
    return true;
  }

  /** Empties the list. Each thread keeps its own one, emptied, and replaces it when it is next. */
  static void forgetAll() {
    ThreadLocks locks = ThreadLocks.FIRST.getAndSet(null);
    ThreadLocks.COUNT.set(0);
    Permits.forgetAll();
    while (locks != null) {
      ThreadLocks following = locks.nextThread;
      locks.nextThread = null;
      locks.forget();
      locks = following;
    }
  }
}
