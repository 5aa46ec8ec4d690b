package io.wubdiag.agent.bootstrap;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The locks that one thread holds, and since when it waits for one. Only the thread itself writes
 * here, in plain memory; wubdiag reads it from outside, through the list that all of them are in.
 *
 * <p>Refers weakly to its thread, and strongly to the locks that are held, {@value #MOST_HOLDS} at
 * most.
 */
final class ThreadLocks extends WeakReference<Thread> {
  static final int MOST_HOLDS = 64;

  /** Some 300 bytes each, so this bounds what the agent takes to about 20 MB. */
  static final int MOST_THREADS = 1 << 16;

  private static final int FIRST_HOLDS = 4;

  /** How many ended threads are remembered for a lock that they left locked. */
  private static final int MOST_ORPHANS = 1000;

  /** Stands for those of threads that are one too many. */
  private static final ThreadLocks UNTRACKED = new ThreadLocks(null, new Hold[0]);

  private static final ThreadLocal<@Nullable ThreadLocks> OF_THREAD = new ThreadLocal<>();

  /** The first of the list; added to by any thread, taken from by the agent's own only. */
  private static final AtomicReference<@Nullable ThreadLocks> FIRST = new AtomicReference<>();

  private static final AtomicInteger COUNT = new AtomicInteger();

  private volatile @Nullable ThreadLocks nextThread;

  /** 0 is nobody's. */
  private int generation;

  private Hold[] holds;
  private int size;

  /** Where the thread waits, or is about to acquire; 0 if it does not. */
  private int awaitedAt;

  private long awaitedSince;

  private ThreadLocks(@Nullable Thread thread, Hold[] holds) {
    super(thread);
    this.holds = holds;
  }

  /** Those of the thread that calls; null if it is one too many. */
  static @Nullable ThreadLocks current() {
    ThreadLocks locks = OF_THREAD.get();
    return locks != null && locks.generation == Tracing.generation ? locks : renewed(locks);
  }

  private static @Nullable ThreadLocks renewed(@Nullable ThreadLocks former) {
    if (former == UNTRACKED) {
      return null;
    }
    if (COUNT.incrementAndGet() > MOST_THREADS) {
      COUNT.decrementAndGet();
      Tracing.UNTRACKED.incrementAndGet();
      OF_THREAD.set(UNTRACKED);
      return null;
    }
    // A new one rather than the former one, which may still be in the list that was left.
    ThreadLocks locks = new ThreadLocks(Thread.currentThread(), newHolds(FIRST_HOLDS));
    locks.generation = Tracing.generation;
    OF_THREAD.set(locks);
    ThreadLocks first;
    do {
      first = FIRST.get();
      locks.nextThread = first;
    } while (!FIRST.compareAndSet(first, locks));
    return locks;
  }

  void awaiting(int site) {
    awaitedSince = Tracing.clock;
    awaitedAt = site;
  }

  void acquired(Object lock, int site) {
    awaitedAt = 0;
    Hold known = find(lock);
    if (known == null) {
      push(lock, site);
    } else if (isFirst(lock)) {
      // It was given back where nothing is woven.
      fill(known, lock, site);
    } else {
      known.count++;
    }
  }

  /** It does not wait any more, and has not got what it waited for. */
  void gaveUp() {
    awaitedAt = 0;
  }

  void released(Object lock) {
    for (int i = size - 1; i >= 0; i--) {
      Hold hold = holds[i];
      if (hold.lock == lock) {
        if (--hold.count <= 0) {
          remove(i);
        }
        return;
      }
    }
  }

  /** It waits at that object, and does not hold its monitor meanwhile. */
  void waiting(Object monitor, int site) {
    awaiting(site);
    Hold hold = find(monitor);
    if (hold != null) {
      hold.since = 0;
    }
  }

  void waited(Object monitor) {
    awaitedAt = 0;
    Hold hold = find(monitor);
    if (hold != null) {
      hold.since = Tracing.clock;
    }
  }

  /**
   * It waits for a condition. Which lock that belongs to, a condition does not tell; it is the one
   * acquired last, but for programs that hold several when they wait.
   */
  void waitingForCondition(int site) {
    awaiting(site);
    Hold hold = lastLock();
    if (hold != null) {
      hold.since = 0;
    }
  }

  void waitedForCondition() {
    awaitedAt = 0;
    Hold hold = lastLock();
    if (hold != null) {
      hold.since = Tracing.clock;
    }
  }

  /** Those in use, the one acquired last at the end. */
  Hold[] held() {
    return Arrays.copyOf(holds, size);
  }

  /** The call site at which it waits; 0 if it does not. */
  int awaitedAt() {
    return awaitedAt;
  }

  private @Nullable Hold find(Object lock) {
    for (int i = size - 1; i >= 0; i--) {
      if (holds[i].lock == lock) {
        return holds[i];
      }
    }
    return null;
  }

  private @Nullable Hold lastLock() {
    for (int i = size - 1; i >= 0; i--) {
      if (holds[i].lock instanceof Lock) {
        return holds[i];
      }
    }
    return null;
  }

  /**
   * Whether a lock that is here already was acquired anew. A subclass' method could be anything.
   */
  private static boolean isFirst(Object lock) {
    return lock.getClass() == ReentrantLock.class && ((ReentrantLock) lock).getHoldCount() == 1;
  }

  private void push(Object lock, int site) {
    if (size == holds.length) {
      if (size == MOST_HOLDS) {
        Tracing.TOO_DEEP.incrementAndGet();
        return;
      }
      grow();
    }
    fill(holds[size], lock, site);
    size++;
  }

  private static void fill(Hold hold, Object lock, int site) {
    hold.lock = lock;
    hold.site = site;
    hold.since = Tracing.clock;
    hold.count = 1;
  }

  /** Takes one out; mostly the last. Its object moves behind those in use. */
  private void remove(int index) {
    Hold removed = holds[index];
    size--;
    for (int i = index; i < size; i++) {
      holds[i] = holds[i + 1];
    }
    holds[size] = removed;
    removed.lock = null;
  }

  private void grow() {
    Hold[] more = newHolds(Math.min(MOST_HOLDS, 2 * holds.length));
    System.arraycopy(holds, 0, more, 0, size);
    holds = more;
  }

  private static Hold[] newHolds(int length) {
    Hold[] result = new Hold[length];
    for (int i = 0; i < length; i++) {
      result[i] = new Hold();
    }
    return result;
  }

  static int count() {
    return COUNT.get();
  }

  /** Takes those out whose thread has ended and left no lock locked. */
  static void sweep() {
    int orphans = 0;
    ThreadLocks before = null;
    for (ThreadLocks locks = FIRST.get(); locks != null; locks = locks.nextThread) {
      Thread thread = locks.get();
      boolean ended = thread == null || !thread.isAlive();
      boolean orphan = ended && locks.leftAnyLocked() && ++orphans <= MOST_ORPHANS;
      if (ended && !orphan && takeOut(before, locks)) {
        COUNT.decrementAndGet();
      } else {
        before = locks;
      }
    }
  }

  /** Whether a thread that has ended may have left a lock locked. A monitor it can't have. */
  private boolean leftAnyLocked() {
    for (int i = 0; i < size; i++) {
      Object lock = holds[i].lock;
      if (lock instanceof Lock
          && (lock.getClass() != ReentrantLock.class || ((ReentrantLock) lock).isLocked())) {
        return true;
      }
    }
    return false;
  }

  /** The first one can't be taken out while others come before it: another time. */
  private static boolean takeOut(@Nullable ThreadLocks before, ThreadLocks locks) {
    if (before == null) {
      return FIRST.compareAndSet(locks, locks.nextThread);
    }
    before.nextThread = locks.nextThread;
    return true;
  }

  /** Empties the list. Each thread keeps its own one, emptied, and replaces it when it is next. */
  static void forgetAll() {
    ThreadLocks locks = FIRST.getAndSet(null);
    COUNT.set(0);
    while (locks != null) {
      ThreadLocks following = locks.nextThread;
      locks.nextThread = null;
      for (Hold hold : locks.holds) {
        hold.lock = null;
      }
      locks = following;
    }
  }
}
