package io.wubdiag.agent.weaving;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** What {@link LockOrderWeaverTest} weaves. Each method is told of by what it creates or starts. */
@SuppressWarnings("unused")
public class OrderSample {
  private static final boolean FAIR = true;

  /** Two objects, of which one is made while the other is not initialised yet. */
  static class Base {
    private final Object lock;

    Base(Object lock) {
      this.lock = lock;
    }

    synchronized Object lock() {
      return lock;
    }
  }

  static class Derived extends Base {
    private final Object own = new Object();

    Derived(boolean fair) {
      super(fair ? new ReentrantLock() : new Object());
    }

    Derived() {
      super(new StringBuilder().append(1).append("x"));
    }

    Derived(int ignored) {
      this();
    }

    synchronized Object own() {
      return own;
    }
  }

  public void object() {
    Object lock = new Object();
  }

  public void reentrantLock() {
    Lock lock = new ReentrantLock();
  }

  public void fairLock(boolean fair) {
    Lock lock = new ReentrantLock(fair);
    Lock other = new ReentrantLock(FAIR);
    Lock third = new ReentrantLock(fair ? FAIR : !fair);
  }

  public void readWriteLock() {
    Lock lock = new ReentrantReadWriteLock().readLock();
  }

  public void thrownAway() {
    new Object();
  }

  public void base() {
    new Base("x");
  }

  public void derived() {
    new Derived();
  }

  public void derivedByItsOtherConstructor() {
    new Derived(1);
  }

  public void derivedWithABranch(boolean fair) {
    new Derived(fair);
  }

  public void starts() throws InterruptedException {
    Thread thread = new Thread(() -> {});
    thread.start();
    thread.join();
  }

  public void joinsForAWhile() throws InterruptedException {
    Thread thread = new Thread(() -> {});
    thread.start();
    thread.join(20_000L);
  }

  public void joinsTooEarly() throws InterruptedException {
    Thread.currentThread().join(1L);
  }

  /** Has methods that are called as those of a thread are. */
  public static class NoThread {
    public void start() {}

    public void join() {}
  }

  public void noThread() {
    NoThread other = new NoThread();
    other.start();
    other.join();
  }
}
