package io.wubdiag.agent.weaving;

import io.wubdiag.agent.bootstrap.Held;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Locks in all the ways that there are, and tells what the agent knows meanwhile. */
@SuppressWarnings("unused")
public class Sample {
  private final Object monitor = new Object();
  private final ReentrantLock lock = new ReentrantLock();
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

  /** Of a kind that libraries have. */
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
}
