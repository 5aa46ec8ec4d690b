package io.wubdiag.collect.machine;

import java.time.Duration;
import java.time.Instant;

/** The time, and a way to let it pass. */
public interface Clock {
  /** The machine's own clock. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public Instant now() {
          return Instant.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
          Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);
        }
      };

  /** As {@link System#nanoTime()}. */
  long nanoTime();

  /** The time of day. */
  Instant now();

  /** Waits for that time. */
  void sleep(Duration duration) throws InterruptedException;

  /** Waits for that time; less if the thread is interrupted, which it stays. */
  default void rest(Duration duration) {
    try {
      sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
