package io.wubdiag.collect.hotspot.memory;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A program that forks itself while a thread named "holder" holds a lock that its child then asks
 * for. Prints READY and the child's pid once the child hangs.
 */
final class ForkingJvm {
  interface LibC extends Library {
    LibC C = Native.load("c", LibC.class);

    int fork();

    int prctl(int option, long argument, long a, long b, long c);

    int pthread_mutex_lock(Pointer mutex);

    int getpid();

    int kill(int pid, int signal);

    int waitpid(int pid, @Nullable Pointer status, int options);
  }

  private static final int PR_SET_PDEATHSIG = 1;
  private static final Object monitor = new Object();
  private static final ReentrantLock lock = new ReentrantLock();

  /** An unlocked mutex is all zeroes. */
  private static final Memory mutex = new Memory(64);

  static volatile Object garbage = monitor;

  private ForkingJvm() {}

  public static void main(String[] arguments) throws Exception {
    String wanted = arguments[0];
    mutex.clear();
    LibC.C.prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
    LibC.C.getpid();
    CountDownLatch held = new CountDownLatch(1);
    Thread holder = new Thread(() -> hold(held), "holder");
    holder.setDaemon(true);
    holder.start();
    held.await();
    // Loads the classes that waiting needs: a child could hang while it loads them.
    lock.tryLock(1, TimeUnit.MILLISECONDS);
    if (wanted.equals("no fork")) {
      Thread waiter = new Thread(() -> ask("mutex"), "waiter");
      waiter.setDaemon(true);
      waiter.start();
      System.out.println("READY");
      waiter.join();
    }
    int child = LibC.C.fork();
    if (child == 0) {
      LibC.C.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0);
      ask(wanted);
    }
    if (!awaitHang(child)) {
      throw new IllegalStateException("the child does not hang");
    }
    System.out.println("READY " + child);
    while (true) {
      LockSupport.park();
    }
  }

  private static void hold(CountDownLatch held) {
    synchronized (monitor) {
      lock.lock();
      LibC.C.pthread_mutex_lock(mutex);
      held.countDown();
      while (true) {
        LockSupport.park();
      }
    }
  }

  private static void ask(String wanted) {
    switch (wanted) {
      case "monitor" -> {
        synchronized (monitor) {
          throw new IllegalStateException("nobody lets go of it");
        }
      }
      case "lock" -> lock.lock();
      case "mutex" -> LibC.C.pthread_mutex_lock(mutex);
      default -> {
        while (true) {
          garbage = new byte[100_000];
        }
      }
    }
  }

  /**
   * Waits until a process has stayed in the same system call for a while.
   *
   * @return false if that took too long
   */
  static boolean awaitHang(int pid) throws InterruptedException {
    Path file = Path.of("/proc/" + pid + "/syscall");
    String before = "";
    int same = 0;
    for (int i = 0; same < 20; i++) {
      if (i > 500) {
        return false;
      }
      String now = read(file);
      same = now.startsWith("running") || !now.equals(before) ? 0 : same + 1;
      before = now;
      Thread.sleep(10);
    }
    return true;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "ended";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
