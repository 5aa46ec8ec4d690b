package io.wubdiag.agent.bootstrap;

import java.lang.ref.WeakReference;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The permits of one semaphore that threads hold. Another thread than the acquirer may release a
 * permit, and the semaphore does not tell whose permit it is: it counts as the one acquired first.
 * Only a thread itself writes to its holds, so this class keeps only the number of such releases. A
 * reader subtracts that number from the holds, the oldest first.
 */
final class Permits extends WeakReference<Semaphore> {
  private static final int MOST = 1 << 12;
  private static final int PROBES = 16;

  /** An open hash table by identity hash code. */
  private static final AtomicReferenceArray<@Nullable Permits> TABLE =
      new AtomicReferenceArray<>(MOST);

  /** The sum of the counts of all holds. */
  private final AtomicInteger noted = new AtomicInteger();

  /** The number of permits in that sum that other threads released. */
  private final AtomicInteger givenBack = new AtomicInteger();

  private Permits(Semaphore semaphore) {
    super(semaphore);
  }

  /** The permits of a semaphore; null if there are too many semaphores. */
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

  /** Subtracts permits that their own holder released. */
  void remove(int permits) {
    int left = noted.addAndGet(-permits);
    int others;
    do {
      others = givenBack.get();
    } while (others > left && !givenBack.compareAndSet(others, Math.max(0, left)));
  }

  /** Records permits that were released by a thread without holds. */
  void giveBack(int permits) {
    int others;
    int sum;
    do {
      others = givenBack.get();
      sum = Math.min(others + permits, noted.get());
    } while (sum > others && !givenBack.compareAndSet(others, sum));
  }

  /**
   * Settles permits of the calling thread that other threads have released.
   *
   * @return how many permits to subtract from its hold
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
