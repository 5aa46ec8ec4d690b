package io.wubdiag.agent.bootstrap;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What hooks tell of one thread's locks: it notes what the thread holds and waits for, and tells
 * others of what they want to know. Only the thread itself writes here, in plain memory; wubdiag
 * reads it from outside, through the list that all of them are in.
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

  /** What it has told of the order of its locks; null if nothing. */
  private @Nullable ThreadOrder order;

  /** Whether the observer is being told something: what it does is not told of. */
  private boolean telling;

  /** The thread's name, for one that has ended and been forgotten by the JVM. */
  private @Nullable String threadName;

  /** Made with its first call of an appender. */
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

  /** It is about to acquire a lock, however long that takes. */
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

  /** What the thread has told of the order of its locks; null if nothing. */
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

  /** It is about to wait for something, or to try to acquire it. */
  void waitingFor(Object object, int site) {
    Hold next = holds[size];
    next.since = Tracing.clock;
    next.site = site;
    next.begin(object);
  }

  /** It waits no longer, whether it has got what it waited for or not. */
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
   * Tells the observer of a wait, or of a hold.
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

  /** The monitor of a synchronized method was entered: how long that took is not known. */
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

  /** It does not wait any more, and has not got what it waited for. */
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

  /** It has made a shared hold an exclusive one, or the other way round. */
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

  /** An exception may have ended a wait: who gives something back does not wait. */
  private void stopWaiting() {
    Hold wait = holds[size];
    if (wait.isInUse()) {
      wait.end();
    }
  }

  /** It waits at that object, and does not hold its monitor meanwhile. */
  void waiting(Object monitor, int site) {
    waitingFor(monitor, site);
    giveUp(find(monitor));
  }

  void waited(Object monitor) {
    int site = holds[size].site;
    waitedFor(LockObserver.Wait.NOTIFICATION, true);
    haveAgain(find(monitor), site);
  }

  /** It waits for a condition, and does not hold its lock meanwhile. */
  void waitingForCondition(Condition condition, int site) {
    waitingFor(condition, site);
    giveUp(Conditions.lockOf(condition, holds, size));
  }

  /** A wait for a condition is over. */
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

  /** It has acquired that lock anew, with all that it kept meanwhile. */
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

  /** The thread's name, also of one that is gone. */
  public @Nullable String threadName() {
    Thread thread = get();
    return thread == null ? threadName : thread.getName();
  }

  /** The calls of appenders that the thread is in; made if it has made none yet. */
  LogCalls logCalls() {
    LogCalls made = logCalls;
    if (made == null) {
      made = new LogCalls(this);
      logCalls = made;
    }
    return made;
  }

  /** The call of an appender that the thread is in, the innermost one; null if it is in none. */
  @Nullable AppenderCall appenderCall() {
    LogCalls made = logCalls;
    return made == null ? null : made.current();
  }

  private void note(Object lock, boolean shared, int count, int site) {
    Hold known = find(lock);
    if (known == null) {
      push(lock, shared, count, site);
    } else if (isFirst(lock)) {
      // It was given back where nothing is woven.
      fill(known, lock, shared, count, site);
    } else {
      known.count += count;
    }
  }

  /**
   * Whether a lock that is here already was acquired anew. A subclass' method could be anything.
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

  /** Refers to no object of the application any more. */
  void forget() {
    order = null;
    logCalls = null;
    forgetHolds();
  }
}
