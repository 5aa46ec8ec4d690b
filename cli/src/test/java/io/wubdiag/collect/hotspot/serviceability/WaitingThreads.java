package io.wubdiag.collect.hotspot.serviceability;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A program with threads in each kind of wait, none of which runs. Prints {@code READY} when all
 * wait, and ends at the end of its input. The argument {@code busy} adds a running thread.
 */
final class WaitingThreads {
  private static final Object FIRST = new Object();
  private static final Object SECOND = WaitingThreads.class;
  private static final Object NOTIFIED = new Object();
  private static final Object RELEASED = new Object();
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Condition CONDITION = LOCK.newCondition();
  private static final ReentrantLock ORPHAN = new ReentrantLock();
  private static final Semaphore SEMAPHORE = new Semaphore(0);
  private static volatile long spins;

  public static void main(String[] args) throws Exception {
    CountDownLatch bothHold = new CountDownLatch(2);
    Thread.State blocked = Thread.State.BLOCKED;
    Thread.State waiting = Thread.State.WAITING;
    start("left", blocked, () -> takeBoth(FIRST, SECOND, bothHold));
    start("right", blocked, () -> takeBoth(SECOND, FIRST, bothHold));
    start("odd\tname\n\\ \u2192 \ud83d\ude00" + "x".repeat(10_000), waiting, LockSupport::park);

    Thread dies = new Thread(ORPHAN::lock, "died");
    dies.start();
    dies.join();
    start("bereft", waiting, ORPHAN::lock);

    start("condition", waiting, WaitingThreads::awaitCondition);
    start("semaphore", waiting, SEMAPHORE::acquireUninterruptibly);
    start("notified", waiting, WaitingThreads::awaitNotification);
    Thread holder = start("holder", Thread.State.TIMED_WAITING, WaitingThreads::holdWhatIsWaitedAt);
    holder.setName("holder");
    if (args.length > 0) {
      Thread busy = new Thread(WaitingThreads::spin, "busy");
      busy.setDaemon(true);
      busy.start();
      long before = spins;
      while (spins == before) {
        Thread.onSpinWait();
      }
    }
    System.out.println("READY");
    while (System.in.read() >= 0) {
      // until the process that started it ends
    }
    Runtime.getRuntime().halt(0);
  }

  private static Thread start(String name, Thread.State until, Runnable body) throws Exception {
    Thread thread = new Thread(body, name);
    thread.start();
    if (!name.equals("left")) {
      while (thread.getState() != until) {
        Thread.sleep(2);
      }
    }
    return thread;
  }

  private static void takeBoth(Object one, Object other, CountDownLatch bothHold) {
    synchronized (one) {
      bothHold.countDown();
      try {
        bothHold.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      synchronized (other) {
        spins++;
      }
    }
  }

  private static void awaitCondition() {
    LOCK.lock();
    CONDITION.awaitUninterruptibly();
  }

  private static void awaitNotification() {
    synchronized (RELEASED) {
      synchronized (NOTIFIED) {
        try {
          NOTIFIED.wait();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** Takes the monitor that the other thread released, wakes that thread, and sleeps on. */
  private static void holdWhatIsWaitedAt() {
    synchronized (NOTIFIED) {
      NOTIFIED.notifyAll();
      try {
        Thread.sleep(1_000_000_000);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void spin() {
    while (true) {
      spins++;
    }
  }
}
