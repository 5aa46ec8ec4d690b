package io.wubdiag.collect.machine;

import java.time.Duration;
import java.time.Instant;

/** A clock that tells the time and can let it pass. */
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

  /** Elapsed time, as by {@link System#nanoTime()}. */
  long nanoTime();

  /** The time of day. */
  Instant now();

  /** Waits this long. */
  void sleep(Duration duration) throws InterruptedException;

  /** Waits this long, or until the thread is interrupted. The interrupt status is kept. */
  default void rest(Duration duration) {
    try {
      sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
