package io.wubdiag.collect.hotspot.attach;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The program to which the tests attach. Prints READY when all its threads have reached their
 * places.
 */
final class Subject {
  static final String FORGED =
      "innocent\n\"forged\" #1 prio=5 os_prio=0 cpu=1.00ms elapsed=1.00s tid=0x0000000000000001"
          + " nid=0x1 runnable  [0x0]\n   java.lang.Thread.State: BLOCKED (on object monitor)\n"
          + "\tat a.B.c(D.java:1)\n\t- waiting to lock <0x0000000000000010> (a a.B)\n\n"
          + "Found one Java-level deadlock:\nJNI global refs: 1\n\"tail";

  static final String LIKE_VM_THREAD =
      "VM Thread\" os_prio=0 cpu=1.00ms elapsed=1.00s tid=0x0000000000000002 nid=0x1 runnable\nx";

  private static final Object monitor = new Object();
  private static final ReentrantLock lock = new ReentrantLock();

  private Subject() {}

  /** A class whose initialisation never ends. */
  static final class Endless {
    static {
      sleep();
    }

    private Endless() {}

    static void touch() {}
  }

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "names" -> startNames();
      case "waits" -> startWaits();
      case "deep" -> startDeep(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
      case "virtual" -> startVirtual();
      case "restless-virtual" -> startRestlessVirtual();
      case "many-virtual" -> startManyVirtual(Integer.parseInt(arguments[1]));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println("READY");
    Thread.currentThread().join();
  }

  static String[] names() {
    return new String[] {
      "plain",
      "",
      "with \"quotes\" #7 daemon prio=5 tid=0x1 nid=0x2",
      FORGED,
      LIKE_VM_THREAD,
      "\n",
      "controls \0\u0001\u001b[31m\r\t",
      "not only ASCII: é€\uD83D\uDE00",
      "x".repeat(10_000)
    };
  }

  private static void startNames() throws InterruptedException {
    for (String name : names()) {
      awaitState(start(name, Subject::sleep), Thread.State.TIMED_WAITING);
    }
  }

  private static void startWaits() throws InterruptedException {
    awaitState(start("holder", () -> hold(monitor)), Thread.State.TIMED_WAITING);
    awaitState(start("holder of class", () -> hold(Subject.class)), Thread.State.TIMED_WAITING);
    awaitState(start("blocked", () -> hold(monitor)), Thread.State.BLOCKED);
    awaitState(start("blocked on class", () -> hold(Subject.class)), Thread.State.BLOCKED);

    awaitState(start("waiting", () -> waitInside(new Object(), 0)), Thread.State.WAITING);
    awaitState(
        start("waiting timed", () -> waitInside(new Object(), 1_000_000)),
        Thread.State.TIMED_WAITING);
    Object bell = new Object();
    Thread notified = start("notified", () -> waitInside(bell, 0));
    awaitState(notified, Thread.State.WAITING);
    awaitState(start("ringer", () -> ring(bell)), Thread.State.TIMED_WAITING);
    awaitState(notified, Thread.State.BLOCKED);

    lock.lock();
    awaitState(start("parked", lock::lock), Thread.State.WAITING);
    awaitState(start("parked without blocker", LockSupport::park), Thread.State.WAITING);
    awaitState(start("parked timed", Subject::awaitLatch), Thread.State.TIMED_WAITING);
    awaitState(start("parked at a monitor", () -> LockSupport.park(monitor)), Thread.State.WAITING);

    awaitState(start("initialising", Endless::touch), Thread.State.TIMED_WAITING);
    start("waits for initialisation", Endless::touch);
  }

  private static void hold(Object object) {
    synchronized (object) {
      sleep();
    }
  }

  /** Waits while it holds another monitor, a {@code StringBuffer}'s. */
  private static void waitInside(Object object, long millis) {
    synchronized (new StringBuffer()) {
      synchronized (object) {
        try {
          object.wait(millis);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private static void ring(Object bell) {
    synchronized (bell) {
      bell.notifyAll();
      sleep();
    }
  }

  private static void awaitLatch() {
    try {
      new CountDownLatch(1).await(1, TimeUnit.DAYS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void startDeep(int threads, int depth) throws InterruptedException {
    CountDownLatch deep = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      start("deep-" + i, () -> descend(depth, deep));
    }
    deep.await();
  }

  private static void descend(int depth, CountDownLatch deep) {
    if (depth > 0) {
      descend(depth - 1, deep);
    } else {
      deep.countDown();
      sleep();
    }
  }

  /**
   * Two virtual threads in a deadlock, a platform thread behind one of them, a virtual thread
   * behind that, and a working one.
   */
  private static void startVirtual() throws Exception {
    Object first = new Object();
    StringBuilder second = new StringBuilder();
    CountDownLatch both = new CountDownLatch(2);
    Thread left = startVirtual("left", () -> enterBoth(first, second, both));
    Thread right = startVirtual("right", () -> enterBoth(second, first, both));
    awaitState(left, Thread.State.BLOCKED);
    awaitState(right, Thread.State.BLOCKED);
    awaitState(start("behind left", () -> enterOne(first)), Thread.State.BLOCKED);
    awaitState(startVirtual("behind platform", () -> hold(monitor)), Thread.State.BLOCKED);
    lock.lock();
    awaitState(startVirtual("behind lock", lock::lock), Thread.State.WAITING);
    startVirtual("spinning \"q\"", Subject::spin);
  }

  private static void enterBoth(Object outer, Object inner, CountDownLatch both) {
    synchronized (outer) {
      both.countDown();
      awaitQuietly(both);
      synchronized (inner) {
        sleep();
      }
    }
  }

  private static void enterOne(Object object) {
    synchronized (monitor) {
      synchronized (object) {
        sleep();
      }
    }
  }

  private static void spin() {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
  }

  /** A parked virtual thread, and some that begin to run a thousand times a second. */
  private static void startRestlessVirtual() throws Exception {
    awaitState(startVirtual("parked", LockSupport::park), Thread.State.WAITING);
    for (int i = 0; i < 4; i++) {
      startVirtual(
          "restless",
          () -> {
            while (!Thread.currentThread().isInterrupted()) {
              LockSupport.parkNanos(1_000_000);
            }
          });
    }
  }

  private static void startManyVirtual(int count) throws Exception {
    CountDownLatch parked = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      startVirtual(
          "v" + i,
          () -> {
            parked.countDown();
            LockSupport.park();
          });
    }
    parked.await();
  }

  /** {@code Thread.ofVirtual().name(name).start(task)}, of JDK 21. */
  private static Thread startVirtual(String name, Runnable task) throws Exception {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Class<?> type = Class.forName("java.lang.Thread$Builder");
    type.getMethod("name", String.class).invoke(builder, name);
    return (Thread) type.getMethod("start", Runnable.class).invoke(builder, task);
  }

  private static Thread start(String name, Runnable task) {
    Thread thread = new Thread(null, task, name, 512 << 10);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void awaitState(Thread thread, Thread.State state) throws InterruptedException {
    while (thread.getState() != state) {
      Thread.sleep(1);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(1_000_000_000L);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
