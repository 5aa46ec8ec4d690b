package io.wubdiag.agent.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.agent.bootstrap.LockHooks;
import io.wubdiag.agent.bootstrap.OrderHooks;
import io.wubdiag.agent.bootstrap.ThreadLocks;
import io.wubdiag.agent.bootstrap.Tracing;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the hooks, called by threads, to the inversions. */
class OrderAnalysisTest {
  private final List<OrderAnalysis.Inversion> found = new ArrayList<>();
  private final OrderAnalysis analysis =
      new OrderAnalysis(LockResources.ofThemselves(), found::add);
  private final Lock one = new ReentrantLock();
  private final Lock other = new ReentrantLock();

  @BeforeEach
  void start() {
    Tracing.start();
    Tracing.startOrdering();
    Tracing.publishSites(
        new String[] {null, "a.B.c(B.java:1)", "a.B.c(B.java:2)", "a.B.d(B.java:3)"});
  }

  @AfterEach
  void stop() {
    assertThat(Tracing.faults()).isZero();
    Tracing.stop();
  }

  @Test
  void tellsBothOrders() throws InterruptedException {
    inThread("first", () -> nest(one, other));
    inThread("second", () -> nest(other, one));
    analysis.runToEnd();

    assertThat(found).hasSize(1);
    OrderAnalysis.Inversion inversion = found.get(0);
    assertThat(List.of(inversion.thread(), inversion.otherThread()))
        .containsExactlyInAnyOrder("first", "second");
    assertThat(inversion.heldSite()).isEqualTo("a.B.c(B.java:1)");
    assertThat(inversion.acquiredSite()).isEqualTo("a.B.c(B.java:2)");
    assertThat(inversion.stack().get(0).getMethodName()).isEqualTo("lock");
    assertThat(inversion.otherStack().get(0).getMethodName()).isEqualTo("lock");
  }

  @Test
  void tellsOfLocksThatAreCollectedBeforeItLooks() throws InterruptedException {
    Lock a = new ReentrantLock();
    Lock b = new ReentrantLock();
    WeakReference<Lock> collected = new WeakReference<>(new ReentrantLock());
    inThread("first", nestingOf(a, b));
    inThread("second", nestingOf(b, a));
    a = null;
    b = null;
    while (collected.get() != null) {
      System.gc();
    }
    analysis.runToEnd();

    assertThat(found).hasSize(1);
  }

  private static Runnable nestingOf(Lock outer, Lock inner) {
    return () -> nest(outer, inner);
  }

  @Test
  void tellsOfManyAlikeOnce() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      Lock a = new ReentrantLock();
      Lock b = new ReentrantLock();
      inThread("first", () -> nest(a, b));
      inThread("second", () -> nest(b, a));
      analysis.runToEnd();
    }

    assertThat(found).hasSize(1);
  }

  @Test
  void ignoresTryLock() throws InterruptedException {
    inThread("first", () -> nest(one, other));
    inThread(
        "second",
        () -> {
          lock(other, 1);
          assertThat(one.tryLock()).isTrue();
          LockHooks.tried(true, one, 2);
          unlock(one);
          unlock(other);
        });
    analysis.runToEnd();

    assertThat(found).isEmpty();
    assertThat(analysis.orders()).isEqualTo(1);
  }

  @Test
  void countsWhatTryLockHolds() throws InterruptedException {
    inThread("first", () -> nest(one, other));
    inThread(
        "second",
        () -> {
          assertThat(other.tryLock()).isTrue();
          LockHooks.tried(true, other, 1);
          lock(one, 2);
          unlock(one);
          unlock(other);
        });
    analysis.runToEnd();

    assertThat(found).hasSize(1);
  }

  @Test
  void ignoresLockThatWasGivenBackUnseen() throws InterruptedException {
    inThread("first", () -> nest(one, other));
    inThread(
        "second",
        () -> {
          lock(other, 1);
          other.unlock();
          lock(one, 2);
          unlock(one);
        });
    analysis.runToEnd();

    assertThat(found).isEmpty();
  }

  @Test
  void ignoresWhatIsOrderedByStart() throws InterruptedException {
    Thread child = new Thread(() -> nest(other, one), "second");
    inThread(
        "first",
        () -> {
          nest(one, other);
          OrderHooks.starting(child);
          child.start();
        });
    child.join();
    analysis.runToEnd();

    assertThat(found).isEmpty();
    assertThat(analysis.orders()).isEqualTo(2);
  }

  @Test
  void ignoresWhatWasBeforeAPoolMadeTheThread() throws InterruptedException {
    ExecutorService[] pool = new ExecutorService[1];
    inThread(
        "submitter",
        () -> {
          nest(one, other);
          pool[0] = Executors.newSingleThreadExecutor();
          pool[0].execute(() -> nest(other, one));
          pool[0].shutdown();
        });
    assertThat(pool[0].awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    analysis.runToEnd();
    assertThat(found).isEmpty();
    assertThat(analysis.orders()).isEqualTo(2);

    inThread("another", () -> nest(one, other));
    analysis.runToEnd();
    assertThat(found).hasSize(1);
  }

  @Test
  void ignoresWhatIsOrderedByJoin() throws InterruptedException {
    Thread child = new Thread(() -> nest(other, one), "second");
    child.start();
    child.join();
    inThread(
        "first",
        () -> {
          OrderHooks.joined(child);
          nest(one, other);
        });
    analysis.runToEnd();

    assertThat(found).isEmpty();
  }

  @Test
  void ignoresCreatorsOwnLockUntilItIsSharedAndTakenAgain() throws InterruptedException {
    Thread creator =
        new Thread(
            () -> {
              OrderHooks.created(one, 3);
              nest(one, other);
              await();
              nest(one, other);
            },
            "creator");
    creator.start();
    while (creator.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    inThread("second", () -> nest(other, one));
    analysis.runToEnd();
    assertThat(found).isEmpty();

    synchronized (this) {
      go = true;
      notifyAll();
    }
    creator.join();
    analysis.runToEnd();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).heldLock() + found.get(0).acquiredLock()).contains("a.B.d(B.java:3)");
  }

  private boolean go;

  private synchronized void await() {
    while (!go) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void noticesThatWaitingEntersTheMonitorAnew() throws InterruptedException {
    inThread(
        "first",
        () -> {
          synchronized (this) {
            LockHooks.tried(true, this, 1);
            lock(one, 2);
            LockHooks.waiting(this, 3);
            LockHooks.waited(this);
            unlock(one);
            LockHooks.released(this);
          }
        });
    inThread(
        "second",
        () -> {
          synchronized (this) {
            LockHooks.tried(true, this, 1);
            lock(one, 2);
            unlock(one);
            LockHooks.released(this);
          }
        });
    analysis.runToEnd();

    assertThat(found).hasSize(1);
  }

  @Test
  void keepsBoundsUnderAMillionLocks() throws InterruptedException {
    inThread(
        "creator",
        () -> {
          for (int i = 0; i < 1_000_000; i++) {
            Lock lock = new ReentrantLock();
            OrderHooks.created(lock, 3);
            lock(one, 1);
            lock(lock, 2);
            unlock(lock);
            unlock(one);
            if (i % 10_000 == 0) {
              Tracing.tick();
              analysis.run();
            }
          }
        });
    analysis.runToEnd();

    assertThat(analysis.orders()).isBetween(1, LockOrderGraph.MOST_EDGES);
    assertThat(analysis.missed()).isPositive();
  }

  private static void inThread(String name, Runnable task) throws InterruptedException {
    Thread thread = new Thread(task, name);
    thread.start();
    thread.join();
  }

  private static void nest(Lock outer, Lock inner) {
    lock(outer, 1);
    lock(inner, 2);
    unlock(inner);
    unlock(outer);
  }

  private static void lock(Lock lock, int site) {
    ThreadLocks locks = LockHooks.awaiting(lock, site);
    lock.lock();
    LockHooks.acquired(lock, locks, site);
  }

  private static void unlock(Lock lock) {
    lock.unlock();
    LockHooks.released(lock);
  }
}
