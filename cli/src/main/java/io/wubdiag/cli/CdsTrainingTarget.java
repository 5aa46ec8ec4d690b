package io.wubdiag.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A program with a deadlock through a monitor and a lock, as a target for {@link CdsTraining}. Ends
 * with its standard input.
 */
final class CdsTrainingTarget {
  private CdsTrainingTarget() {}

  /** Deadlocks two threads. */
  public static void main(String[] args) throws Exception {
    Object monitor = new Object();
    ReentrantLock lock = new ReentrantLock();
    CountDownLatch bothHold = new CountDownLatch(2);
    Thread first =
        start(
            () -> {
              synchronized (monitor) {
                await(bothHold);
                lock.lock();
              }
            });
    Thread second =
        start(
            () -> {
              lock.lock();
              await(bothHold);
              synchronized (monitor) {
                lock.unlock();
              }
            });
    while (first.getState() != Thread.State.WAITING || second.getState() != Thread.State.BLOCKED) {
      Thread.onSpinWait();
    }
    System.out.println("READY");
    while (System.in.read() >= 0) {
      // Any input; the program goes on until its end.
    }
    Runtime.getRuntime().halt(0);
  }

  private static Thread start(Runnable body) {
    Thread thread = new Thread(body);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void await(CountDownLatch latch) {
    latch.countDown();
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
