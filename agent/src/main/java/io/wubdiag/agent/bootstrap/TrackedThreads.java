package io.wubdiag.agent.bootstrap;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The registry of {@link ThreadLocks}, one for each thread that has used a lock. Any thread adds
 * its own to the list; only the agent's thread removes entries.
 */
final class TrackedThreads {
  /** At some 300 bytes each, this bounds the agent's memory to about 20 MB. */
  static final int MOST_THREADS = 1 << 16;

  /** How many ended threads are remembered for a lock that they left locked. */
  private static final int MOST_ORPHANS = 1000;

  /** Marks a thread for which there is no room. Its generation is never the current one. */
  private static final ThreadLocks UNTRACKED = new ThreadLocks(null, 0, 0);

  private static final ThreadLocal<@Nullable ThreadLocks> OF_THREAD = new ThreadLocal<>();

  private static final AtomicInteger COUNT = new AtomicInteger();

  private TrackedThreads() {}

  /** The calling thread's entry; null if tracing is off, or if there is no room for the thread. */
  static @Nullable ThreadLocks current() {
    return Tracing.on ? currentOrNew() : null;
  }

  /** The calling thread's entry, also while tracing is off; null if there is none yet. */
  static @Nullable ThreadLocks currentIfAny() {
    ThreadLocks locks = OF_THREAD.get();
    return locks != null && locks.isCurrent() ? locks : null;
  }

  private static @Nullable ThreadLocks currentOrNew() {
    ThreadLocks locks = OF_THREAD.get();
    return locks != null && locks.isCurrent() ? locks : added(locks);
  }

  private static @Nullable ThreadLocks added(@Nullable ThreadLocks former) {
    if (former == UNTRACKED) {
      return null;
    }
    if (COUNT.incrementAndGet() > MOST_THREADS) {
      COUNT.decrementAndGet();
      Tracing.UNTRACKED.incrementAndGet();
      OF_THREAD.set(UNTRACKED);
      return null;
    }
    // The former entry may still be in the list of an earlier attaching, so add a new one.
    ThreadLocks locks =
        new ThreadLocks(Thread.currentThread(), HeldLocks.FIRST_ROOM, Tracing.generation);
    OF_THREAD.set(locks);
    ThreadLocks first;
    do {
      first = ThreadLocks.FIRST.get();
      locks.nextThread = first;
    } while (!ThreadLocks.FIRST.compareAndSet(first, locks));
    return locks;
  }

  /** Calls the action for each thread, also for ended ones that left a lock locked. */
  static void forEach(Consumer<ThreadLocks> action) {
    for (ThreadLocks locks = ThreadLocks.FIRST.get(); locks != null; locks = locks.nextThread) {
      action.accept(locks);
    }
  }

  static int count() {
    return COUNT.get();
  }

  /** Removes the entries of threads that have ended and left no lock locked. */
  static void sweep() {
    int orphans = 0;
    ThreadLocks before = null;
    for (ThreadLocks locks = ThreadLocks.FIRST.get(); locks != null; locks = locks.nextThread) {
      Thread thread = locks.get();
      boolean ended = thread == null || !thread.isAlive();
      boolean orphan = ended && leftAnyLocked(locks) && ++orphans <= MOST_ORPHANS;
      if (ended && !orphan && takeOut(before, locks)) {
        COUNT.decrementAndGet();
        forgetPermits(locks);
      } else {
        before = locks;
      }
    }
  }

  /** Whether an ended thread may have left a lock locked. It can't have left a monitor locked. */
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

  /** Removes an entry; false if it was the first and another came before it meanwhile. */
  private static boolean takeOut(@Nullable ThreadLocks before, ThreadLocks locks) {
    if (before == null) {
      return ThreadLocks.FIRST.compareAndSet(locks, locks.nextThread);
    }
    before.nextThread = locks.nextThread;
    return true;
  }

  /** Empties the list. Each thread keeps its entry, emptied, and replaces it at its next lock. */
  static void forgetAll() {
    ThreadLocks locks = ThreadLocks.FIRST.getAndSet(null);
    COUNT.set(0);
    Permits.forgetAll();
    while (locks != null) {
      ThreadLocks following = locks.nextThread;
      locks.nextThread = null;
      locks.forget();
      locks = following;
    }
  }
}
