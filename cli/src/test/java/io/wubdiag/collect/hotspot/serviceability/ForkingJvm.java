package io.wubdiag.collect.hotspot.serviceability;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A program that forks while another thread, {@code mixer}, holds locks and sleeps, or runs. The
 * child asks for one of the locks, or spins. Prints {@code READY} and the child's pid once the
 * child is stuck, and ends at the end of its input; the child ends with it.
 */
@SuppressWarnings("MemberName") // C's names
final class ForkingJvm {
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int SIGKILL = 9;

  private static final Object MONITOR = new Object();
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final ReentrantReadWriteLock READ_WRITE_LOCK = new ReentrantReadWriteLock();
  private static final CountDownLatch HELD = new CountDownLatch(1);

  /** As many rounds as only a spinning thread makes. */
  private static final long SPINNING = 1_000_000;

  private static volatile long spins;

  static {
    Native.register("c");
  }

  static native int fork();

  static native int prctl(int option, long argument2, long argument3, long argument4, long arg5);

  public static void main(String[] args) throws Exception {
    prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
    String mode = args[0];
    ask(mode); // loads and links all code that the child will need
    boolean running = args.length > 1;
    Thread mixer = new Thread(() -> mix(running), "mixer");
    mixer.start();
    HELD.await();
    if (running) {
      awaitSpinning();
    } else {
      awaitFutex(ProcessHandle.current().pid(), mixer.getName());
    }
    int child = fork();
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
      if (mode.equals("spin")) {
        spin();
      }
      ask(mode);
    }
    if (!mode.equals("spin")) {
      awaitFutex(child, "");
    }
    System.out.println("READY " + child);
    while (System.in.read() >= 0) {
      // until the process that started it ends
    }
    Runtime.getRuntime().halt(0);
  }

  private static void mix(boolean running) {
    synchronized (MONITOR) {
      LOCK.lock();
      READ_WRITE_LOCK.readLock().lock();
      HELD.countDown();
      if (running) {
        spin();
      }
      sleepForEver();
    }
  }

  private static void sleepForEver() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void ask(String mode) {
    switch (mode) {
      case "monitor" -> {
        synchronized (MONITOR) {
          spins++;
        }
      }
      case "lock" -> {
        LOCK.lock();
        LOCK.unlock();
      }
      case "write" -> {
        READ_WRITE_LOCK.writeLock().lock();
        READ_WRITE_LOCK.writeLock().unlock();
      }
      default -> {
        // spins
      }
    }
  }

  private static void spin() {
    while (true) {
      spins++;
    }
  }

  /** Waits until the mixer has left the call that let this thread go on. */
  private static void awaitSpinning() throws InterruptedException {
    while (spins < SPINNING) {
      Thread.sleep(1);
    }
  }

  /** Waits until a task of this process, of any name or of this name, sleeps on a futex. */
  private static void awaitFutex(long pid, String name) throws Exception {
    while (true) {
      for (String task : new java.io.File("/proc/" + pid + "/task").list()) {
        Path directory = Path.of("/proc/" + pid + "/task/" + task);
        if (name.isEmpty() || read(directory.resolve("comm")).strip().equals(name)) {
          String call = read(directory.resolve("syscall"));
          if (call.startsWith("202 ") || call.startsWith("98 ")) {
            return;
          }
        }
      }
      Thread.sleep(2);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
