package io.wubdiag.agent.attachment;

import io.wubdiag.agent.bootstrap.Tracing;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The agent's only thread. It sets the clock and forgets ended threads. */
final class Ticker implements AutoCloseable {
  private static final int TICKS_PER_SWEEP = 100;
  private static final int TICKS_PER_ANALYSIS = 10;

  private final Thread thread;
  private volatile boolean stopped;
  private final Runnable everySecond;
  private volatile @Nullable Runnable analysis;

  /**
   * @param everySecond a task to run every second
   */
  Ticker(Runnable everySecond) {
    this.everySecond = everySecond;
    thread = new Thread(null, this::run, "wubdiag-agent", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
  }

  void start() {
    thread.start();
  }

  private void run() {
    for (int ticks = 1; !stopped; ticks++) {
      Tracing.tick();
      if (ticks % TICKS_PER_SWEEP == 0) {
        Tracing.sweep();
        run(everySecond);
      }
      if (ticks % TICKS_PER_ANALYSIS == 0) {
        run(analysis);
      }
      LockSupport.parkNanos(Tracing.TICK_NANOS);
    }
  }

  private static void run(@Nullable Runnable given) {
    if (given != null) {
      try {
        given.run();
      } catch (RuntimeException | OutOfMemoryError | StackOverflowError fault) {
        Tracing.fault();
      }
    }
  }

  /** Adds a task that runs ten times a second. */
  void analyse(Runnable given) {
    analysis = given;
  }

  /** Ends the thread and waits until it has ended. */
  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
