package io.wubdiag.collect;

import java.time.Duration;

/** The instant by which the whole call is over. Handed down to everything that can wait. */
public final class Deadline {
  private final long end;

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

  /** What is left, never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  public boolean hasPassed() {
    return end - System.nanoTime() <= 0;
  }
}
