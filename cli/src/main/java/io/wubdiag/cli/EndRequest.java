package io.wubdiag.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A request to end wubdiag, by Ctrl-C or SIGTERM, while it does work that must not be left half
 * done. The working thread sees it, finishes, and closes this object. Until then the JVM stays, but
 * not for ever.
 */
final class EndRequest implements AutoCloseable {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Watches for the request from now on.
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

  /** Waits for the request, at most this long; true if it came. */
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
        // The JVM is ending just now; the hook does not wait any more.
      }
    }
  }
}
