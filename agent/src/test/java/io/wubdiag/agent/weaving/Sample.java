package io.wubdiag.agent.weaving;

import io.wubdiag.agent.bootstrap.Held;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;

/** Locks in all the ways that there are, and tells what the agent knows meanwhile. */
@SuppressWarnings("unused")
public class Sample {
  private final Object monitor = new Object();
  private final ReentrantLock lock = new ReentrantLock();
  private final StampedLock stamped = new StampedLock();
  private final ReentrantReadWriteLock both = new ReentrantReadWriteLock();

  public List<String> block() {
    synchronized (monitor) {
      return Held.now();
    }
  }

  public List<String> blockThatBeginsWithALoop() {
    int rounds = 0;
    synchronized (monitor) {
      while (rounds < 5) {
        rounds++;
      }
      return Held.now();
    }
  }

  public List<String> nestedBlocks() {
    synchronized (this) {
      synchronized (monitor) {
        synchronized (this) {
          return Held.now();
        }
      }
    }
  }

  public synchronized List<String> method() {
    return Held.now();
  }

  public static synchronized List<String> staticMethod() {
    return Held.now();
  }

  public synchronized long methodWithArguments(long first, double second, String third) {
    long sum = first + (long) second;
    for (int i = 0; i < third.length(); i++) {
      sum += i;
    }
    return Held.now().size() == 1 ? sum : -1;
  }

  public List<String> exceptionFromMethod() {
    try {
      fail();
    } catch (IllegalStateException e) {
      return Held.now();
    }
    return List.of("no exception");
  }

  private synchronized void fail() {
    if (Held.now().size() == 1) {
      throw new IllegalStateException();
    }
  }

  public List<String> exceptionFromBlock() {
    try {
      synchronized (monitor) {
        fail();
      }
    } catch (IllegalStateException e) {
      return Held.now();
    }
    return Held.now();
  }

  public List<String> reentrantLock() {
    lock.lock();
    try {
      return Held.now();
    } finally {
      lock.unlock();
    }
  }

  public List<String> lockByItsInterface() throws InterruptedException {
    Lock any = lock;
    any.lockInterruptibly();
    try {
      return Held.now();
    } finally {
      any.unlock();
    }
  }

  public List<String> tryLock() throws InterruptedException {
    if (lock.tryLock()) {
      try {
        if (lock.tryLock(1, TimeUnit.HOURS)) {
          lock.unlock();
        }
        return Held.now();
      } finally {
        lock.unlock();
      }
    }
    return List.of();
  }

  public List<String> tryLockInVain() throws InterruptedException {
    Thread other = new Thread(lock::lock);
    other.start();
    other.join();
    return lock.tryLock() ? List.of("locked") : Held.now();
  }

  public List<String> readLock() {
    both.readLock().lock();
    try {
      return Held.now();
    } finally {
      both.readLock().unlock();
    }
  }

  public List<String> ownLock() {
    Own own = new Own();
    own.acquire();
    try {
      return Held.now();
    } finally {
      own.unlock();
    }
  }

  public List<String> ownLockFromOutside() {
    Own own = new Own();
    own.lock();
    try {
      return Held.now();
    } finally {
      own.unlock();
    }
  }

  /** Which has the names of a lock's methods, and is none. */
  public List<String> noLock() {
    NoLock none = new NoLock();
    none.lock();
    none.unlock();
    return Held.now();
  }

  public List<String> stampedWrite() throws InterruptedException {
    long stamp = stamped.writeLock();
    stamped.unlockWrite(stamp);
    stamp = stamped.tryWriteLock(1, TimeUnit.HOURS);
    try {
      return Held.now();
    } finally {
      stamped.unlock(stamp);
    }
  }

  public List<String> stampedRead() throws InterruptedException {
    long outer = stamped.readLockInterruptibly();
    long inner = stamped.tryReadLock();
    try {
      return Held.now();
    } finally {
      stamped.unlockRead(inner);
      stamped.tryUnlockRead();
    }
  }

  public List<String> stampedConversion() {
    long stamp = stamped.tryOptimisticRead();
    stamp = stamped.tryConvertToReadLock(stamp);
    stamp = stamped.tryConvertToWriteLock(stamp);
    List<String> held = Held.now();
    stamp = stamped.tryConvertToOptimisticRead(stamp);
    return stamped.validate(stamp) && Held.now().isEmpty() ? held : List.of();
  }

  public List<String> stampedInVain() throws InterruptedException {
    long stamp = stamped.writeLock();
    try {
      long read = stamped.tryReadLock(1, TimeUnit.NANOSECONDS);
      return read == 0 ? Held.now() : List.of("locked");
    } finally {
      stamped.unlockWrite(stamp);
    }
  }

  public List<String> stampedView() {
    Lock view = stamped.asReadLock();
    view.lock();
    try {
      return Held.now();
    } finally {
      view.unlock();
    }
  }

  public List<String> permits() throws InterruptedException {
    Semaphore semaphore = new Semaphore(9);
    semaphore.acquire();
    semaphore.acquireUninterruptibly(2);
    if (semaphore.tryAcquire(3, 1, TimeUnit.HOURS) && !semaphore.tryAcquire(7)) {
      List<String> held = Held.now();
      semaphore.drainPermits();
      semaphore.release(8);
      semaphore.release();
      return held;
    }
    return List.of();
  }

  public List<String> latch() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    if (latch.await(1, TimeUnit.NANOSECONDS)) {
      return List.of("counted down");
    }
    latch.countDown();
    latch.await();
    return Held.now();
  }

  public List<String> references() throws Exception {
    Runnable take = lock::lock;
    take.run();
    Consumer<Lock> give = Lock::unlock;
    Callable<Boolean> attempt = lock::tryLock;
    try {
      if (attempt.call()) {
        give.accept(lock);
      }
      return Held.now();
    } finally {
      give.accept(lock);
    }
  }

  public List<String> objectWait() throws InterruptedException {
    synchronized (monitor) {
      monitor.wait(1);
      monitor.wait(0, 1);
      return Held.now();
    }
  }

  public List<String> conditionAwait() throws InterruptedException {
    Condition condition = lock.newCondition();
    lock.lock();
    try {
      if (condition.awaitNanos(1) > 0 || condition.await(1, TimeUnit.NANOSECONDS)) {
        return List.of("signalled");
      }
      return Held.now();
    } finally {
      lock.unlock();
    }
  }

  /** A class as libraries have them. */
  public static final class Own extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    void acquire() {
      lock();
    }

    @Override
    public void unlock() {
      super.unlock();
    }
  }

  static final class NoLock {
    void lock() {}

    void unlock() {}
  }
}
