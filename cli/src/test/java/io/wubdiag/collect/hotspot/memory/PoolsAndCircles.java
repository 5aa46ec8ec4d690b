package io.wubdiag.collect.hotspot.memory;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A program with held-up pools of two threads, with three tasks in each queue; with threads that
 * spin in corrupt maps; and with two classes under initialisation. Prints READY when all is set up.
 * Needs {@code --add-opens=java.base/java.util=ALL-UNNAMED}.
 */
public final class PoolsAndCircles {
  public static final int QUEUED = 3;

  private static final CountDownLatch NEVER = new CountDownLatch(1);
  private static final CountDownLatch initialising = new CountDownLatch(2);

  private PoolsAndCircles() {}

  public static final class First {
    static {
      hang();
    }

    static void touch() {}
  }

  public static final class Second {
    static {
      hang();
    }

    static void touch() {}
  }

  public static final class Initialised {
    static int number = Integer.parseInt("1");
  }

  private static void hang() {
    initialising.countDown();
    await(NEVER);
  }

  public static void main(String[] args) throws Exception {
    if (Initialised.number != 1) {
      throw new IllegalStateException();
    }
    fill("linked", Executors.newFixedThreadPool(2, task -> new Thread(task, "linked")));
    fill(
        "array",
        new ThreadPoolExecutor(
            2,
            2,
            1,
            TimeUnit.DAYS,
            new ArrayBlockingQueue<>(9),
            task -> new Thread(task, "array")));
    fill(
        "growing",
        new ThreadPoolExecutor(
            2,
            4,
            1,
            TimeUnit.DAYS,
            new ArrayBlockingQueue<>(9),
            task -> new Thread(task, "growing")));
    ScheduledExecutorService scheduled =
        Executors.newScheduledThreadPool(2, task -> new Thread(task, "scheduled"));
    fill("scheduled", scheduled);
    fill("ForkJoin", new ForkJoinPool(2));

    Thread first = daemon("initialises first", First::touch);
    Thread second = daemon("initialises second", Second::touch);
    initialising.await();

    Thread yields = daemon("yields", PoolsAndCircles::yieldForEver);
    Thread counts = daemon("counts", PoolsAndCircles::countForEver);
    Thread hash = daemon("HashMap", () -> goAround(circle(new HashMap<>())));
    Thread linked = daemon("LinkedHashMap", () -> goAround(circle(new LinkedHashMap<>())));
    Thread tree = daemon("TreeMap", () -> goAround(circleOfTree()));
    Thread whole = daemon("whole", () -> goAround(filled()));
    for (Thread thread : new Thread[] {first, second}) {
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    for (Thread thread : new Thread[] {yields, counts, hash, linked, tree, whole}) {
      while (thread.getStackTrace().length < 2) {
        Thread.onSpinWait();
      }
    }
    System.out.println("READY");
    while (true) {
      LockSupport.park();
    }
  }

  private static void fill(String name, ExecutorService pool) throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      pool.execute(
          () -> {
            busy.countDown();
            await(NEVER);
          });
    }
    busy.await();
    Future<?> last = null;
    for (int i = 0; i < QUEUED; i++) {
      last = pool.submit(() -> {});
    }
    Future<?> awaited = last;
    Thread waiter = daemon("awaits " + name, () -> get(awaited));
    while (waiter.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  private static void get(Future<?> future) {
    try {
      future.get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Keeps a node in a variable while it is parked. */
  private static void goAround(Map<Integer, Integer> map) {
    Object node = map instanceof TreeMap ? field(map, "root") : ((Object[]) field(map, "table"))[1];
    while (true) {
      LockSupport.park(node);
    }
  }

  private static Map<Integer, Integer> filled() {
    Map<Integer, Integer> map = new HashMap<>();
    map.put(1, 1);
    map.put(17, 17);
    return map;
  }

  private static Map<Integer, Integer> circle(Map<Integer, Integer> map) {
    map.put(1, 1);
    map.put(17, 17);
    map.put(33, 33);
    Object first = ((Object[]) field(map, "table"))[1];
    Object third = field(field(first, "next"), "next");
    set(third, "next", first);
    return map;
  }

  private static Map<Integer, Integer> circleOfTree() {
    Map<Integer, Integer> map = new TreeMap<>(Map.of(1, 1, 2, 2, 3, 3));
    Object root = field(map, "root");
    set(field(root, "left"), "right", root);
    return map;
  }

  private static Field find(Object object, String name) throws NoSuchFieldException {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          return field;
        }
      }
    }
    throw new NoSuchFieldException(name);
  }

  private static Object field(Object object, String name) {
    try {
      return find(object, name).get(object);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void set(Object object, String name, Object value) {
    try {
      find(object, name).set(object, value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void yieldForEver() {
    while (NEVER.getCount() > 0) {
      Thread.yield();
    }
  }

  private static void countForEver() {
    long count = 0;
    while (NEVER.getCount() > 0) {
      count++;
      Thread.yield();
    }
    System.out.println(count);
  }

  private static Thread daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
