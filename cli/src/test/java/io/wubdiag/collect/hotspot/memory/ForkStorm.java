package io.wubdiag.collect.hotspot.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that forks itself repeatedly at random instants while its other threads load classes,
 * compile them and collect garbage. Its children do the same, and get stuck on locks of the JVM
 * that they have inherited. Prints READY when all are stuck.
 */
final class ForkStorm {
  private static final int CHILDREN = 8;
  private static volatile Object garbage = "";

  private ForkStorm() {}

  private static final class Loader extends ClassLoader {
    Class<?> define(byte[] code) {
      return defineClass(null, code, 0, code.length);
    }
  }

  /** A class that is loaded anew each time. */
  public static final class Work implements Runnable {
    private int sum;

    @Override
    public void run() {
      for (int i = 0; i < 1000; i++) {
        sum += i * sum;
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    Random random = new Random(Long.parseLong(arguments[0]));
    ForkingJvm.LibC.C.prctl(1, 0, 0, 0, 0);
    for (int i = 0; i < 2; i++) {
      start("collector", () -> garbage = new byte[50_000]);
      start("loader", ForkStorm::load);
    }
    for (int i = 0; i < 200; i++) {
      load();
    }
    for (int i = 0; i < CHILDREN; i++) {
      long wake = System.nanoTime() + random.nextInt(20_000_000);
      while (System.nanoTime() < wake) {
        Thread.onSpinWait();
      }
      int child = ForkingJvm.LibC.C.fork();
      if (child == 0) {
        ForkingJvm.LibC.C.prctl(1, 9, 0, 0, 0);
        while (true) {
          garbage = new byte[10_000];
          load();
        }
      }
      if (!ForkingJvm.awaitHang(child)) {
        ForkingJvm.LibC.C.kill(child, 9); // it spins for a lock, which does not show as a wait
        ForkingJvm.LibC.C.waitpid(child, null, 0);
      }
    }
    System.out.println("READY");
    while (true) {
      LockSupport.park();
    }
  }

  private static void start(String name, Runnable action) {
    Thread thread =
        new Thread(
            () -> {
              while (true) {
                action.run();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void load() {
    try (var code = ForkStorm.class.getResourceAsStream("ForkStorm$Work.class")) {
      Class<?> loaded = new Loader().define(code.readAllBytes());
      Runnable work = (Runnable) loaded.getDeclaredConstructor().newInstance();
      for (int i = 0; i < 300; i++) {
        work.run();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
