package io.wubdiag.agent.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
    LockHooks.acquired(first, 1);
    LockHooks.acquired(second, 2);

    assertThat(Held.now()).containsExactly("String 1", "StringBuilder 2");
  }

  @Test
  void forgetsWhatIsReleasedInAnyOrder() {
    LockHooks.acquired(first, 1);
    LockHooks.acquired(second, 2);
    LockHooks.released(first);

    assertThat(Held.now()).containsExactly("StringBuilder 2");
    LockHooks.released(second);
    assertThat(Held.now()).isEmpty();
  }

  @Test
  void countsReentry() {
    LockHooks.acquired(first, 1);
    LockHooks.acquired(first, 2);

    assertThat(Held.now()).containsExactly("String 1 x2");
    LockHooks.released(first);
    assertThat(Held.now()).containsExactly("String 1");
    LockHooks.released(first);
    assertThat(Held.now()).isEmpty();
  }

  @Test
  void ignoresReleaseOfWhatItHasNotSeenAcquired() {
    LockHooks.acquired(first, 1);
    LockHooks.released(second);

    assertThat(Held.now()).containsExactly("String 1");
  }

  @Test
  void noticesThatALockWasUnlockedElsewhere() {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    LockHooks.acquired(lock, 1);
    lock.unlock();
    lock.lock();
    LockHooks.acquired(lock, 2);

    assertThat(Held.now()).containsExactly("ReentrantLock 2");
    lock.unlock();
  }

  @Test
  void comparesLocksByIdentity() {
    Object twin = new String("first");
    LockHooks.acquired(first, 1);
    LockHooks.acquired(twin, 2);

    assertThat(Held.now()).containsExactly("String 1", "String 2");
  }

  @Test
  void givesUpAMonitorWhileItWaits() {
    LockHooks.acquired(first, 1);
    LockHooks.waiting(first, 2);

    assertThat(Held.now()).containsExactly("String 1 given up");
    LockHooks.waited(first);
    assertThat(Held.now()).containsExactly("String 1");
  }

  @Test
  void givesUpTheLastLockWhileItWaitsForACondition() {
    LockHooks.acquired(new ReentrantLock(), 1);
    LockHooks.acquired(first, 2);
    LockHooks.waitingForCondition(3);

    assertThat(Held.now()).containsExactly("ReentrantLock 1 given up", "String 2");
    LockHooks.waitedForCondition();
    assertThat(Held.now()).containsExactly("ReentrantLock 1", "String 2");
  }

  @Test
  void recordsNoMoreLocksThanItHasRoomFor() {
    for (int i = 1; i <= ThreadLocks.MOST_HOLDS + 3; i++) {
      LockHooks.acquired(new Object(), i);
    }

    assertThat(Held.now()).hasSize(ThreadLocks.MOST_HOLDS);
    assertThat(Tracing.tooDeep()).isEqualTo(3);
  }

  @Test
  void holdsNoObjectAfterItsRelease() {
    LockHooks.acquired(first, 1);
    LockHooks.acquired(second, 2);
    LockHooks.released(first);
    LockHooks.released(second);
    LockHooks.acquired(new Object(), 3);

    Hold only = ThreadLocks.current().held()[0];
    assertThat(only.lock).isNotSameAs(first).isNotSameAs(second);
  }

  @Test
  void startsAnewWhenItIsAttachedAgain() {
    LockHooks.acquired(first, 1);
    Tracing.stop();
    LockHooks.acquired(second, 2);
    Tracing.start();

    assertThat(Held.now()).isEmpty();
  }

  @Test
  void forgetsThreadsThatHaveEnded() throws InterruptedException {
    LockHooks.acquired(first, 1);
    for (int i = 0; i < 20; i++) {
      Thread thread =
          new Thread(
              () -> {
                LockHooks.acquired(second, 2);
                LockHooks.released(second);
              });
      thread.start();
      thread.join();
    }
    assertThat(Tracing.trackedThreads()).isEqualTo(21);
    Tracing.sweep(); // the latest comes first, and goes only when another one has come before it
    LockHooks.acquired(second, 3);
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
              LockHooks.acquired(lock, 1);
            });
    thread.start();
    thread.join();
    Tracing.sweep();

    assertThat(Tracing.trackedThreads()).isEqualTo(1);
  }

  @Test
  void swallowsItsOwnFaults() {
    LockHooks.acquired(null, 1); // no woven code does
    LockHooks.acquired(null, 1);

    assertThat(Tracing.faults()).isPositive();
  }
}
