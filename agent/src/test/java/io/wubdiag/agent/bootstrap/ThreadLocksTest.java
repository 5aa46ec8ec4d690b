package io.wubdiag.agent.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a thread holds is known as long as it holds it, within bounds. */
class ThreadLocksTest {
  private final Object first = "first";
  private final Object second = new StringBuilder("second");

  @BeforeEach
  void start() {
    Tracing.start();
  }

  @AfterEach
  void stop() {
    Tracing.stop();
  }

  @Test
  void remembersInOrderOfAcquisition() {
    LockHooks.acquired(first, TrackedThreads.current(), 1);
    LockHooks.acquired(second, TrackedThreads.current(), 2);

    assertThat(Held.now()).containsExactly("String 1", "StringBuilder 2");
  }

  @Test
  void forgetsWhatIsReleasedInAnyOrder() {
    LockHooks.acquired(first, TrackedThreads.current(), 1);
    LockHooks.acquired(second, TrackedThreads.current(), 2);
    LockHooks.released(first);

    assertThat(Held.now()).containsExactly("StringBuilder 2");
    LockHooks.released(second);
    assertThat(Held.now()).isEmpty();
  }

  @Test
  void countsReentry() {
    LockHooks.acquired(first, TrackedThreads.current(), 1);
    LockHooks.acquired(first, TrackedThreads.current(), 2);

    assertThat(Held.now()).containsExactly("String 1 x2");
    LockHooks.released(first);
    assertThat(Held.now()).containsExactly("String 1");
    LockHooks.released(first);
    assertThat(Held.now()).isEmpty();
  }

  @Test
  void ignoresReleaseOfWhatItHasNotSeenAcquired() {
    LockHooks.acquired(first, TrackedThreads.current(), 1);
    LockHooks.released(second);

    assertThat(Held.now()).containsExactly("String 1");
  }

  @Test
  void noticesThatALockWasUnlockedElsewhere() {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    LockHooks.acquired(lock, TrackedThreads.current(), 1);
    lock.unlock();
    lock.lock();
    LockHooks.acquired(lock, TrackedThreads.current(), 2);

    assertThat(Held.now()).containsExactly("ReentrantLock 2");
    lock.unlock();
  }

  @Test
  void comparesLocksByIdentity() {
    Object twin = new String("first");
    LockHooks.acquired(first, TrackedThreads.current(), 1);
    LockHooks.acquired(twin, TrackedThreads.current(), 2);

    assertThat(Held.now()).containsExactly("String 1", "String 2");
  }

  @Test
  void givesUpAMonitorWhileItWaits() {
    LockHooks.acquired(first, TrackedThreads.current(), 1);
    LockHooks.waiting(first, 2);

    assertThat(Held.now()).containsExactly("String 1 given up");
    LockHooks.waited(first);
    assertThat(Held.now()).containsExactly("String 1");
  }

  @Test
  void givesUpTheLastLockWhileItWaitsForACondition() {
    ReentrantLock lock = new ReentrantLock();
    LockHooks.acquired(lock, TrackedThreads.current(), 1);
    LockHooks.acquired(first, TrackedThreads.current(), 2);
    LockHooks.waitingForCondition(lock.newCondition(), 3);

    assertThat(Held.now()).containsExactly("ReentrantLock 1 given up", "String 2");
    LockHooks.waitedForCondition();
    assertThat(Held.now()).containsExactly("ReentrantLock 1", "String 2");
  }

  @Test
  void knowsWhichOfSeveralLocksAConditionBelongsTo() {
    ReentrantLock outer = new ReentrantLock();
    ReentrantLock inner = new ReentrantLock();
    Condition condition = outer.newCondition();
    outer.lock();
    LockHooks.acquired(outer, TrackedThreads.current(), 1);
    inner.lock();
    LockHooks.acquired(inner, TrackedThreads.current(), 2);
    LockHooks.waitingForCondition(condition, 3);

    assertThat(TrackedThreads.current().awaited()).isSameAs(condition);
    assertThat(Held.now()).containsExactly("ReentrantLock 1 given up", "ReentrantLock 2");
    LockHooks.waitedForCondition();
    assertThat(Held.now()).containsExactly("ReentrantLock 1", "ReentrantLock 2");
    inner.unlock();
    outer.unlock();
  }

  @Test
  void knowsWhatIsAwaited() {
    LockHooks.awaiting(first, 1);
    assertThat(TrackedThreads.current().awaited()).isSameAs(first);
    assertThat(TrackedThreads.current().awaitedAt()).isEqualTo(1);

    LockHooks.acquired(first, TrackedThreads.current(), 1);
    assertThat(TrackedThreads.current().awaited()).isNull();
    LockHooks.attempting(second, 2);
    LockHooks.tried(false, second, 2);
    assertThat(TrackedThreads.current().awaited()).isNull();
  }

  @Test
  void countsALockThatIsAwaitedAgain() {
    LockHooks.acquired(first, LockHooks.awaiting(first, 1), 1);
    LockHooks.acquired(first, LockHooks.awaiting(first, 2), 2);

    assertThat(Held.now()).containsExactly("String 1 x2");
    assertThat(TrackedThreads.current().awaited()).isNull();
  }

  @Test
  void forgetsAWaitThatAnExceptionEnded() {
    LockHooks.acquired(first, TrackedThreads.current(), 1);
    LockHooks.awaiting(second, 2);
    LockHooks.released(first);

    assertThat(TrackedThreads.current().awaited()).isNull();
    LockHooks.awaiting(first, 3);
    LockHooks.entered(second, 4);
    assertThat(Held.now()).containsExactly("StringBuilder 4");
    assertThat(TrackedThreads.current().awaited()).isNull();
  }

  @Test
  void waitsForOneMoreThanItHasRoomFor() {
    for (int i = 1; i <= ThreadLocks.MOST_HOLDS + 3; i++) {
      Object lock = new Object();
      ThreadLocks locks = LockHooks.awaiting(lock, i);
      assertThat(locks.awaited()).isSameAs(lock);
      LockHooks.acquired(lock, locks, i);
    }

    assertThat(Held.now()).hasSize(ThreadLocks.MOST_HOLDS);
    assertThat(TrackedThreads.current().awaited()).isNull();
    assertThat(Tracing.faults()).isZero();
  }

  @Test
  void knowsTheModeOfAStampedLock() {
    StampedLock lock = new StampedLock();
    long stamp = lock.readLock();
    LockHooks.stamped(stamp, lock, 1);
    assertThat(TrackedThreads.current().isShared(0)).isTrue();

    long write = lock.tryConvertToWriteLock(stamp);
    LockHooks.converted(write, stamp, lock, 2);
    assertThat(TrackedThreads.current().isShared(0)).isFalse();
    assertThat(Held.now()).containsExactly("StampedLock 2");

    LockHooks.converted(lock.tryConvertToOptimisticRead(write), write, lock, 3);
    assertThat(Held.now()).isEmpty();
    LockHooks.stamped(0, lock, 4);
    assertThat(Held.now()).isEmpty();
  }

  @Test
  void countsPermits() {
    Semaphore semaphore = new Semaphore(5);
    LockHooks.acquiredPermits(3, semaphore, 1);
    LockHooks.triedPermits(true, 2, semaphore, 2);
    LockHooks.triedPermits(false, 2, semaphore, 2);
    assertThat(Held.now()).containsExactly("Semaphore 1 x5");

    LockHooks.releasedPermits(4, semaphore);
    assertThat(Held.now()).containsExactly("Semaphore 1");
    LockHooks.releasedPermits(1, semaphore);
    assertThat(Held.now()).isEmpty();
    assertThat(Permits.givenBack(semaphore)).isZero();
  }

  @Test
  void knowsOfPermitsThatAnotherThreadGaveBack() throws InterruptedException {
    Semaphore semaphore = new Semaphore(5);
    LockHooks.acquiredPermits(3, semaphore, 1);
    inAnotherThread(() -> LockHooks.releasedPermits(2, semaphore));
    assertThat(Permits.givenBack(semaphore)).isEqualTo(2);

    LockHooks.acquiredPermits(1, semaphore, 2);
    assertThat(Held.now()).containsExactly("Semaphore 1 x2");
    assertThat(Permits.givenBack(semaphore)).isZero();
    // More than were noted: they were acquired where nothing is woven, or as signals.
    inAnotherThread(() -> LockHooks.releasedPermits(7, semaphore));
    assertThat(Permits.givenBack(semaphore)).isEqualTo(2);
    LockHooks.releasedPermits(2, semaphore);
    assertThat(Permits.givenBack(semaphore)).isZero();
  }

  private static void inAnotherThread(Runnable action) throws InterruptedException {
    Thread thread = new Thread(action);
    thread.start();
    thread.join();
  }

  @Test
  void tellsOfSlowWaitsAndHoldsOnly() throws InterruptedException {
    List<String> told = new ArrayList<>();
    Tracing.observer = new Telling(told);
    LockHooks.awaiting(first, 1);
    LockHooks.acquired(first, TrackedThreads.current(), 1);
    LockHooks.released(first);
    assertThat(told).isEmpty();

    LockHooks.awaiting(first, 2);
    Tracing.clock += Tracing.slow;
    LockHooks.acquired(first, TrackedThreads.current(), 2);
    LockHooks.waiting(first, 3);
    Tracing.clock += Tracing.slow;
    LockHooks.waited(first);
    Tracing.clock += Tracing.slow;
    LockHooks.released(first);
    assertThat(told)
        .containsExactly("ACQUISITION first 2 true", "NOTIFICATION first 3 true", "held first 2");
  }

  @Test
  void tellsOrdersWhileItHoldsALock() {
    Tracing.startOrdering();
    synchronized (first) {
      LockHooks.awaiting(first, 1);
      LockHooks.acquired(first, TrackedThreads.current(), 1);
      LockHooks.awaiting("third", 3);
      LockHooks.acquired("third", TrackedThreads.current(), 3);
      LockHooks.attempting("tried", 4);
      LockHooks.entered("entered", 5);
    }

    List<String> told = new ArrayList<>();
    for (OrderEvent event = OrderLog.take(); event != null; event = event.takeNext()) {
      Nesting nesting = (Nesting) event;
      int last = nesting.size() - 1;
      Object[] locks = nesting.takeLocks();
      told.add(locks[0] + " " + locks[last] + nesting.site(last));
    }
    assertThat(told).containsExactly("first third3", "first entered5");
  }

  private record Telling(List<String> told) implements LockObserver {
    @Override
    public void waited(Wait kind, Object awaited, int site, long since, boolean acquired) {
      told.add(kind + " " + awaited + " " + site + " " + acquired);
    }

    @Override
    public void held(Object lock, int site, long since) {
      told.add("held " + lock + " " + site);
    }
  }

  @Test
  void recordsNoMoreLocksThanItHasRoomFor() {
    for (int i = 1; i <= ThreadLocks.MOST_HOLDS + 3; i++) {
      LockHooks.acquired(new Object(), TrackedThreads.current(), i);
    }

    assertThat(Held.now()).hasSize(ThreadLocks.MOST_HOLDS);
    assertThat(Tracing.tooDeep()).isEqualTo(3);
  }

  @Test
  void holdsNoObjectAfterItsRelease() {
    LockHooks.acquired(first, TrackedThreads.current(), 1);
    LockHooks.acquired(second, TrackedThreads.current(), 2);
    LockHooks.released(first);
    LockHooks.released(second);
    LockHooks.acquired(new Object(), TrackedThreads.current(), 3);

    Hold only = TrackedThreads.current().held()[0];
    assertThat(only.lock()).isNotSameAs(first).isNotSameAs(second);
  }

  @Test
  void knowsALockThatItTakesAgainAndAgain() {
    for (int i = 1; i <= 30; i++) {
      for (Object lock : new Object[] {first, first, second}) {
        ThreadLocks locks = LockHooks.awaiting(lock, i);
        assertThat(locks.awaited()).isSameAs(lock);
        LockHooks.acquired(lock, locks, i);
        assertThat(locks.lock(0)).isSameAs(lock);
        LockHooks.released(lock);
        assertThat(Held.now()).isEmpty();
      }
    }
  }

  @Test
  @Timeout(60)
  void keepsNoLockFromCollection() {
    Object lock = new Object();
    for (int i = 0; i < 30; i++) {
      LockHooks.acquired(lock, LockHooks.awaiting(lock, 1), 1);
      LockHooks.released(lock);
    }
    WeakReference<Object> alive = new WeakReference<>(lock);
    lock = null;
    while (!alive.refersTo(null)) {
      System.gc();
    }
    assertThat(Held.now()).isEmpty();
  }

  @Test
  void startsAnewWhenItIsAttachedAgain() {
    LockHooks.acquired(first, TrackedThreads.current(), 1);
    ThreadLocks former = LockHooks.awaiting(second, 2);
    Tracing.stop();
    LockHooks.acquired(second, former, 2);
    Tracing.start();

    assertThat(Held.now()).isEmpty();
  }

  @Test
  void forgetsThreadsThatHaveEnded() throws InterruptedException {
    LockHooks.acquired(first, TrackedThreads.current(), 1);
    for (int i = 0; i < 20; i++) {
      Thread thread =
          new Thread(
              () -> {
                LockHooks.acquired(second, TrackedThreads.current(), 2);
                LockHooks.released(second);
              });
      thread.start();
      thread.join();
    }
    assertThat(Tracing.trackedThreads()).isEqualTo(21);
    Tracing.sweep(); // the latest comes first, and goes only when another one has come before it
    LockHooks.acquired(second, TrackedThreads.current(), 3);
    Tracing.sweep();

    assertThat(Tracing.trackedThreads()).isEqualTo(1);
  }

  @Test
  void remembersAThreadThatHasEndedWithALock() throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    Thread thread =
        new Thread(
            () -> {
              lock.lock();
              LockHooks.acquired(lock, TrackedThreads.current(), 1);
            });
    thread.start();
    thread.join();
    Tracing.sweep();

    assertThat(Tracing.trackedThreads()).isEqualTo(1);
  }

  @Test
  void swallowsItsOwnFaults() {
    LockHooks.acquiredPermits(1, "no semaphore", 1); // no woven code does

    assertThat(Tracing.faults()).isPositive();
  }
}
