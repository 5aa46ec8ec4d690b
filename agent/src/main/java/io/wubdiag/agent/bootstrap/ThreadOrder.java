package io.wubdiag.agent.bootstrap;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * The nestings that one thread has reported, so that it reports each once. A known nesting costs
 * some nanoseconds. The number of new ones per tick is limited.
 */
final class ThreadOrder {
  /** The greatest depth of locks that is reported. */
  private static final int DEEPEST = 16;

  private static final int REMEMBERED = 32;
  private static final int EVENTS_A_TICK = 32;
  private static final int TRACES_A_TICK = 8;

  private final @Nullable Nesting[] told = new Nesting[REMEMBERED];

  /** The number of threads that the thread has started or joined. */
  private int epoch;

  private long tick;
  private int eventsLeft;
  private int tracesLeft;

  /** Makes the order of the calling thread's locks. */
  ThreadOrder() {
    OrderEvent.Born birth = Birth.ofThisThread();
    if (birth != null) {
      OrderLog.add(birth);
    }
  }

  /** The thread is about to acquire a lock, and may have to wait, while it holds others. */
  void nested(Hold[] holds, int size, Object lock, boolean shared, int site) {
    int slot = (31 * site + holds[size - 1].site) & REMEMBERED - 1;
    Nesting known = told[slot];
    if (known != null
        && known.isOf(holds, size, lock, shared, site, epoch)
        && !known.isWantedAgain()) {
      return;
    }
    if (size > DEEPEST || !mayTell()) {
      OrderLog.MISSED.incrementAndGet();
      return;
    }
    Nesting nesting = new Nesting(holds, size, lock, shared, site, epoch);
    if (tracesLeft > 0 && (known == null || !known.isAt(holds, size, site))) {
      tracesLeft--;
      nesting.lookAround();
    }
    if (OrderLog.add(nesting)) {
      told[slot] = nesting;
    }
  }

  void created(Object lock, int site) {
    if (mayTell()) {
      OrderLog.add(new OrderEvent.Created(lock, site, epoch));
    } else {
      OrderLog.MISSED.incrementAndGet();
    }
  }

  void starts(Thread child) {
    OrderLog.add(new OrderEvent.Started(child, epoch));
    endEpoch();
  }

  /** Begins a new epoch, and returns the old one. */
  int endEpoch() {
    return epoch++;
  }

  void hasJoined(Thread ended) {
    epoch++;
    OrderLog.add(new OrderEvent.Joined(ended, epoch));
  }

  private boolean mayTell() {
    if (tick != Tracing.clock) {
      tick = Tracing.clock;
      eventsLeft = EVENTS_A_TICK;
      tracesLeft = TRACES_A_TICK;
    }
    return --eventsLeft >= 0;
  }

  /**
   * Whether this thread may hold a lock, which it could have released unseen. A semaphore does not
   * count.
   */
  static boolean mayHold(@Nullable Object lock) {
    if (lock == null) {
      return false;
    }
    if (lock.getClass() == ReentrantLock.class) {
      return ((ReentrantLock) lock).isHeldByCurrentThread();
    }
    if (lock.getClass() == ReentrantReadWriteLock.WriteLock.class) {
      return ((ReentrantReadWriteLock.WriteLock) lock).isHeldByCurrentThread();
    }
    if (lock instanceof StampedLock stamped) {
      return stamped.isWriteLocked() || stamped.isReadLocked();
    }
    return lock instanceof Lock || Thread.holdsLock(lock);
  }
}
