package io.wubdiag.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * That wubdiag is told to end, by Ctrl-C or SIGTERM, while it works on something which it must not
 * leave as it is. Whoever works sees it, finishes, and closes this; until then, though not for
 * ever, the JVM stays.
 */
final class EndRequest implements AutoCloseable {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Watches for it from now on.
   *
   * @param grace how long finishing may take
   */
  EndRequest(Duration grace) {
    hook = new Thread(() -> holdUp(grace), "wubdiag-end-request");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void holdUp(Duration grace) {
    asked.countDown();
    try {
      finished.await(grace.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for it, no longer than that; whether it came. */
  boolean await(Duration atMost) {
    try {
      return asked.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    finished.countDown();
    if (asked.getCount() > 0) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // It is asked to end just now; the hook does not wait any more.
      }
    }
  }
}
