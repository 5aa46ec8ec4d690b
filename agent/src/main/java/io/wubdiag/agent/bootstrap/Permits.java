package io.wubdiag.agent.bootstrap;

import java.lang.ref.WeakReference;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The permits of one semaphore that threads are noted to hold. Another thread than the one that
 * acquired a permit may give it back, and the semaphore does not tell whose it was: it is taken to
 * be the one acquired first. Only their number is noted here, since only a thread itself writes
 * what it holds; who reads it takes that number from the holds, the oldest first.
 */
final class Permits extends WeakReference<Semaphore> {
  private static final int MOST = 1 << 12;
  private static final int PROBES = 16;

  /** By identity, a semaphore lies at its hash code or a little behind. */
  private static final AtomicReferenceArray<@Nullable Permits> TABLE =
      new AtomicReferenceArray<>(MOST);

  /** Sum of the counts of all holds. */
  private final AtomicInteger noted = new AtomicInteger();

  /** How many of these were given back by other threads; not more than that sum. */
  private final AtomicInteger givenBack = new AtomicInteger();

  private Permits(Semaphore semaphore) {
    super(semaphore);
  }

  /** Those of that semaphore; null if it is one too many. */
  static @Nullable Permits of(Semaphore semaphore) {
    int hash = System.identityHashCode(semaphore);
    while (true) {
      int free = -1;
      Permits former = null;
      for (int i = hash; i < hash + PROBES; i++) {
        int slot = i & (MOST - 1);
        Permits there = TABLE.get(slot);
        if (there != null && there.refersTo(semaphore)) {
          return there;
        }
        if (free < 0 && (there == null || there.refersTo(null))) {
          free = slot;
          former = there;
        }
      }
      if (free < 0) {
        Tracing.UNTRACKED.incrementAndGet();
        return null;
      }
      Permits made = new Permits(semaphore);
      if (TABLE.compareAndSet(free, former, made)) {
        return made;
      }
    }
  }

  void add(int permits) {
    noted.addAndGet(permits);
  }

  /** Of the permits that are noted, some were given back by whom they are noted for. */
  void remove(int permits) {
    int left = noted.addAndGet(-permits);
    int others;
    do {
      others = givenBack.get();
    } while (others > left && !givenBack.compareAndSet(others, Math.max(0, left)));
  }

  /** A thread gives back permits for which none is noted. */
  void giveBack(int permits) {
    int others;
    int sum;
    do {
      others = givenBack.get();
      sum = Math.min(others + permits, noted.get());
    } while (sum > others && !givenBack.compareAndSet(others, sum));
  }

  /**
   * Lets a thread take up to so many of those that others gave back as its own.
   *
   * @return how many it is to note no longer
   */
  int settle(int most) {
    int others;
    int settled;
    do {
      others = givenBack.get();
      settled = Math.min(others, most);
    } while (settled > 0 && !givenBack.compareAndSet(others, others - settled));
    if (settled > 0) {
      noted.addAndGet(-settled);
    }
    return Math.max(0, settled);
  }

  static int givenBack(Semaphore semaphore) {
    Permits permits = of(semaphore);
    return permits == null ? 0 : permits.givenBack.get();
  }

  static void forgetAll() {
    for (int i = 0; i < MOST; i++) {
      TABLE.set(i, null);
    }
  }
}
