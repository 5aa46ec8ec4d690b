package io.wubdiag.collect.machine;

import java.time.Duration;

/**
 * The instant by which the whole call is over. Handed down to everything that can wait, and looked
 * at again from time to time by what waits long: it may be brought forward.
 */
public final class Deadline {
  private volatile long end;

  private Deadline(long end) {
    this.end = end;
  }

  /** The deadline that lies so far ahead. */
  public static Deadline after(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** This deadline, or the one that lies so far ahead if that is earlier. */
  public Deadline within(Duration duration) {
    long other = System.nanoTime() + duration.toNanos();
    return other - end < 0 ? new Deadline(other) : this;
  }

  /** The same deadline, which can be brought forward without this one. */
  public Deadline copy() {
    return new Deadline(end);
  }

  /** Lets it pass now: there is nothing left to wait for. */
  public void bringForward() {
    end = System.nanoTime();
  }

  /** What is left, never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  public boolean hasPassed() {
    return end - System.nanoTime() <= 0;
  }
}
