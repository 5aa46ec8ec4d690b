package io.wubdiag.collect.hotspot.memory;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A program that holds locks of every kind, each with a waiting thread. Prints READY when all
 * threads wait.
 */
final class LockHolders {
  private static final List<Thread> waiters = new ArrayList<>();
  private static final Object monitor = new Object();

  static volatile Object garbage = monitor;

  private LockHolders() {}

  public static void main(String[] args) throws Exception {
    ReentrantLock unfair = new ReentrantLock();
    hold("unfair owner", unfair::lock);
    await("unfair waiter", unfair::lock);

    ReentrantLock fair = new ReentrantLock(true);
    hold("fair owner", fair::lock);
    await("fair waiter", fair::lock);

    ReentrantLock orphaned = new ReentrantLock();
    Thread dead = new Thread(orphaned::lock, "dead owner");
    dead.start();
    dead.join();
    await("waiter of the dead", orphaned::lock);

    ReentrantReadWriteLock readWrite = new ReentrantReadWriteLock();
    hold("first reader", () -> twice(readWrite.readLock()::lock));
    hold("second reader", () -> twice(readWrite.readLock()::lock));
    hold("third reader", readWrite.readLock()::lock);
    await("waiter of readers", readWrite.writeLock()::lock);

    ReentrantReadWriteLock written = new ReentrantReadWriteLock(true);
    hold("writer", written.writeLock()::lock);
    await("waiter of the writer", written.readLock()::lock);

    ReentrantReadWriteLock left = new ReentrantReadWriteLock();
    Thread deadReader = new Thread(left.readLock()::lock, "dead reader");
    deadReader.start();
    deadReader.join();
    await("waiter of the dead reader", left.writeLock()::lock);

    await("semaphore waiter", new Semaphore(0)::acquireUninterruptibly);
    ReentrantLock other = new ReentrantLock();
    Condition condition = other.newCondition();
    await(
        "condition waiter",
        () -> {
          other.lock();
          while (true) {
            condition.awaitUninterruptibly();
          }
        });

    ReentrantLock exotic = new ReentrantLock();
    hold("Владелец ω", exotic::lock);
    await("waiter of the exotic", exotic::lock);

    Object free = new Object();
    int hash = System.identityHashCode(free);
    await("parked at hash " + hash, () -> parkAt(free));
    await("owner of what it is parked at", LockHolders::parkLocked);
    hold("monitor owner", LockHolders::holdMonitor);
    await("monitor waiter", LockHolders::enterMonitor);

    if (Runtime.version().feature() >= 21) {
      virtualThreads();
    }
    for (Thread waiter : waiters) {
      while (waiter.getState() != Thread.State.WAITING
          && waiter.getState() != Thread.State.BLOCKED) {
        Thread.onSpinWait();
      }
    }
    if (args.length > 0 && args[0].startsWith("collect")) {
      System.gc();
      System.gc();
    }
    System.out.println("READY");
    while (true) {
      if (args.length > 0 && args[0].equals("collect for ever")) {
        garbage = new byte[20_000];
        LockSupport.parkNanos(100_000);
      } else {
        LockSupport.park();
      }
    }
  }

  private static void virtualThreads() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    CountDownLatch held = new CountDownLatch(1);
    virtual("virtual owner", () -> holding(lock::lock, held));
    held.await();
    await("waiter of the virtual", lock::lock);
    waiters.add(virtual("virtual waiter", lock::lock));

    Object entered = new Object();
    CountDownLatch heldMonitor = new CountDownLatch(1);
    virtual(
        "virtual owner of a monitor",
        () -> {
          synchronized (entered) {
            holding(() -> {}, heldMonitor);
          }
        });
    heldMonitor.await();
    await(
        "monitor waiter of the virtual",
        () -> {
          synchronized (entered) {
            throw new IllegalStateException("nobody lets go of it");
          }
        });

    ReentrantLock inExecutor = new ReentrantLock();
    CountDownLatch heldInExecutor = new CountDownLatch(1);
    ExecutorService executor =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    executor.execute(
        () -> {
          Thread.currentThread().setName("owner in an executor");
          holding(inExecutor::lock, heldInExecutor);
        });
    heldInExecutor.await();
    await("waiter of the executor's", inExecutor::lock);
  }

  private static Thread virtual(String name, Runnable body) throws Exception {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Class<?> type = Class.forName("java.lang.Thread$Builder$OfVirtual");
    Method setName = type.getMethod("name", String.class);
    return (Thread)
        type.getMethod("start", Runnable.class).invoke(setName.invoke(builder, name), body);
  }

  private static void parkAt(Object blocker) {
    while (true) {
      LockSupport.park(blocker);
    }
  }

  private static void parkLocked() {
    Object locked = new Object();
    synchronized (locked) {
      parkAt(locked);
    }
  }

  private static void holdMonitor() {
    CountDownLatch never = new CountDownLatch(1);
    synchronized (monitor) {
      heldMonitor.countDown();
      uninterruptibly(never);
    }
  }

  private static final CountDownLatch heldMonitor = new CountDownLatch(1);

  private static void enterMonitor() {
    synchronized (monitor) {
      throw new IllegalStateException("nobody lets go of it");
    }
  }

  private static void twice(Runnable action) {
    action.run();
    action.run();
  }

  private static void hold(String name, Runnable lock) throws InterruptedException {
    boolean isMonitor = name.startsWith("monitor");
    CountDownLatch held = isMonitor ? heldMonitor : new CountDownLatch(1);
    daemon(name, () -> holding(lock, held));
    held.await();
  }

  private static void holding(Runnable lock, CountDownLatch held) {
    lock.run();
    held.countDown();
    uninterruptibly(new CountDownLatch(1));
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(String name, Runnable lock) {
    waiters.add(daemon(name, lock));
  }

  private static Thread daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
