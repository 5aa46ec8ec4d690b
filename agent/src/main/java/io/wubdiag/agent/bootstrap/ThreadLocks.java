package io.wubdiag.agent.bootstrap;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What one thread holds and waits for, as the hooks report it; passes slow waits and orders on to
 * observers. Only the thread itself writes here, in plain memory. wubdiag reads it from outside,
 * through the list of all threads.
 */
public final class ThreadLocks extends HeldLocks {
  /**
   * The first in the list of all threads; {@link TrackedThreads} keeps it. It stands here because
   * wubdiag reads it by its name.
   */
  static final AtomicReference<@Nullable ThreadLocks> FIRST = new AtomicReference<>();

  volatile @Nullable ThreadLocks nextThread;

  /** The {@link Tracing#generation} that this belongs to; 0 for none. */
  private final int generation;

  /** The recorded order of the thread's locks; null if it has none. */
  private @Nullable ThreadOrder order;

  /** Whether the observer is being called: its own locks are not reported. */
  private boolean telling;

  /** The thread's name, kept for when the thread has ended and was collected. */
  private @Nullable String threadName;

  /** The calls of appenders; null before the first one. */
  private @Nullable LogCalls logCalls;

  ThreadLocks(@Nullable Thread thread, int room, int generation) {
    super(thread, room);
    this.threadName = thread == null ? null : thread.getName();
    this.generation = generation;
  }

  /** Whether this was recorded since the agent was last attached. */
  boolean isCurrent() {
    return generation == Tracing.generation;
  }

  /** The thread is about to acquire a lock, without a timeout. */
  void awaiting(Object lock, boolean shared, int site) {
    if (Tracing.ordering && size > 0) {
      tellOrder(lock, shared, site);
    }
    waitingFor(lock, site);
  }

  private void tellOrder(Object lock, boolean shared, int site) {
    if (find(lock) == null) {
      order().nested(holds, size, lock, shared, site);
    }
  }

  /** The recorded order of the thread's locks; null if it has none. */
  @Nullable ThreadOrder orderIfAny() {
    return order;
  }

  ThreadOrder order() {
    ThreadOrder own = order;
    if (own == null) {
      own = new ThreadOrder();
      order = own;
    }
    return own;
  }

  /** The thread is about to wait for an object, or to try to acquire it. */
  void waitingFor(Object object, int site) {
    Hold next = holds[size];
    next.since = Tracing.clock;
    next.site = site;
    next.begin(object);
  }

  /** The wait has ended, with or without success. */
  void waitedFor(LockObserver.Wait kind, boolean acquired) {
    Hold wait = holds[size];
    if (wait.isInUse()) {
      Object object = wait.lock();
      wait.end();
      if (Tracing.clock - wait.since >= Tracing.slow && object != null) {
        tell(kind, object, wait.site, wait.since, acquired);
      }
    }
  }

  /**
   * Reports a wait or a hold to the observer.
   *
   * @param kind null for a hold
   */
  private void tell(
      LockObserver.@Nullable Wait kind, Object lock, int site, long since, boolean acquired) {
    LockObserver told = Tracing.observer;
    if (told == null || telling) {
      return;
    }
    telling = true;
    try {
      if (kind == null) {
        told.held(lock, site, since);
      } else {
        told.waited(kind, lock, site, since, acquired);
      }
    } catch (Throwable fault) {
      Tracing.fault();
    } finally {
      telling = false;
    }
  }

  /** The thread has entered a synchronized method; the duration of the wait is unknown. */
  void entered(Object monitor, int site) {
    if (Tracing.ordering && size > 0) {
      tellOrder(monitor, false, site);
    }
    note(monitor, false, 1, site);
    tellAcquisition(monitor, site);
  }

  void acquired(Object lock, boolean shared, int site) {
    Hold wait = holds[size];
    if (size < holds.length - 1
        && Tracing.clock - wait.since < Tracing.slow
        && wait.isOf(lock)
        && find(lock) == null) {
      wait.site = site;
      wait.shared = shared;
      wait.since = Tracing.clock;
      wait.count = 1;
      size++;
    } else {
      waitedFor(LockObserver.Wait.ACQUISITION, true);
      note(lock, shared, 1, site);
    }
    tellAcquisition(lock, site);
  }

  private static void tellAcquisition(Object lock, int site) {
    ObjIntConsumer<Object> told = Tracing.acquisitions;
    if (told != null) {
      told.accept(lock, site);
    }
  }

  /** The attempt has ended without success. */
  void gaveUp() {
    waitedFor(LockObserver.Wait.ACQUISITION, false);
  }

  void acquiredPermits(Semaphore semaphore, int permits, int site) {
    waitedFor(LockObserver.Wait.ACQUISITION, true);
    Permits all = permits > 0 ? Permits.of(semaphore) : null;
    if (all == null) {
      return;
    }
    Hold known = find(semaphore);
    if (known != null) {
      known.count -= all.settle(known.count);
      if (known.count > 0) {
        known.count += permits;
      } else {
        fill(known, semaphore, true, permits, site);
      }
    } else if (!push(semaphore, true, permits, site)) {
      return;
    }
    all.add(permits);
  }

  void releasedPermits(Semaphore semaphore, int permits) {
    stopWaiting();
    Permits all = permits > 0 ? Permits.of(semaphore) : null;
    if (all == null) {
      return;
    }
    int own = 0;
    for (int i = size - 1; i >= 0; i--) {
      Hold hold = holds[i];
      if (hold.isOf(semaphore)) {
        own = Math.min(permits, hold.count);
        giveBack(i, own);
        all.remove(own);
      }
    }
    if (own < permits) {
      all.giveBack(permits - own);
    }
  }

  /** The thread has converted a shared hold to an exclusive one, or the other way round. */
  void converted(Object lock, boolean shared, int site) {
    Hold known = find(lock);
    if (known == null) {
      push(lock, shared, 1, site);
    } else {
      fill(known, lock, shared, 1, site);
    }
  }

  void released(Object lock) {
    stopWaiting();
    for (int i = size - 1; i >= 0; i--) {
      if (holds[i].isOf(lock)) {
        giveBack(i, 1);
        break;
      }
    }
  }

  /**
   * Ends a wait that an exception has ended unseen: a thread that releases a lock does not wait.
   */
  private void stopWaiting() {
    Hold wait = holds[size];
    if (wait.isInUse()) {
      wait.end();
    }
  }

  /** The thread waits in {@code Object.wait}, and does not hold the monitor meanwhile. */
  void waiting(Object monitor, int site) {
    waitingFor(monitor, site);
    giveUp(find(monitor));
  }

  void waited(Object monitor) {
    int site = holds[size].site;
    waitedFor(LockObserver.Wait.NOTIFICATION, true);
    haveAgain(find(monitor), site);
  }

  /** The thread waits for a condition, and does not hold its lock meanwhile. */
  void waitingForCondition(Condition condition, int site) {
    waitingFor(condition, site);
    giveUp(Conditions.lockOf(condition, holds, size));
  }

  /** The wait for a condition has ended. */
  void waitedForCondition() {
    int site = holds[size].site;
    waitedFor(LockObserver.Wait.NOTIFICATION, true);
    for (int i = size - 1; i >= 0; i--) {
      if (holds[i].since == 0 && holds[i].lock() instanceof Lock) {
        haveAgain(holds[i], site);
      }
    }
  }

  private static void giveUp(@Nullable Hold hold) {
    if (hold != null) {
      hold.since = 0;
    }
  }

  /** The thread has reacquired a lock after a wait, while it kept its other locks. */
  private void haveAgain(@Nullable Hold hold, int site) {
    if (hold == null) {
      return;
    }
    hold.since = Tracing.clock;
    Object lock = hold.lock();
    if (Tracing.ordering && size > 1 && lock != null) {
      Hold[] others = new Hold[size - 1];
      int count = 0;
      for (int i = 0; i < size; i++) {
        if (holds[i] != hold) {
          others[count++] = holds[i];
        }
      }
      order().nested(others, count, lock, hold.shared, site);
    }
  }

  /** The thread's name, also of a collected thread. */
  public @Nullable String threadName() {
    Thread thread = get();
    return thread == null ? threadName : thread.getName();
  }

  /** The thread's calls of appenders, created at the first use. */
  LogCalls logCalls() {
    LogCalls made = logCalls;
    if (made == null) {
      made = new LogCalls(this);
      logCalls = made;
    }
    return made;
  }

  /** The thread's innermost call of an appender; null if it is in none. */
  @Nullable AppenderCall appenderCall() {
    LogCalls made = logCalls;
    return made == null ? null : made.current();
  }

  private void note(Object lock, boolean shared, int count, int site) {
    Hold known = find(lock);
    if (known == null) {
      push(lock, shared, count, site);
    } else if (isFirst(lock)) {
      // The lock was released in code that is not woven.
      fill(known, lock, shared, count, site);
    } else {
      known.count += count;
    }
  }

  /**
   * Whether this is the first acquisition of a lock that is already recorded. Only the JDK's own
   * class is asked: a method of a subclass could do anything.
   */
  private static boolean isFirst(Object lock) {
    return lock.getClass() == ReentrantLock.class && ((ReentrantLock) lock).getHoldCount() == 1;
  }

  private void giveBack(int index, int count) {
    Hold hold = holds[index];
    hold.count -= count;
    if (hold.count <= 0) {
      long since = hold.since;
      if (Tracing.clock - since >= Tracing.slow && since != 0) {
        Object lock = hold.lock();
        remove(index);
        if (lock != null) {
          tell(null, lock, hold.site, since, true);
        }
      } else {
        remove(index);
      }
    }
  }

  /** Drops all references to objects of the application. */
  void forget() {
    order = null;
    logCalls = null;
    forgetHolds();
  }
}
