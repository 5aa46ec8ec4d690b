package io.wubdiag.collect.machine;

import java.time.Duration;

/**
 * The instant by which the whole call must end. It is handed to all code that can wait. Long waits
 * look at it from time to time, since it may be brought forward.
 */
public final class Deadline {
  /** An instant that all views of one deadline share. */
  private static final class End {
    private volatile long nanos;

    End(long nanos) {
      this.nanos = nanos;
    }
  }

  private final Clock clock;
  private final End end;

  private Deadline(Clock clock, End end) {
    this.clock = clock;
    this.end = end;
  }

  /** The deadline this far ahead, by the machine's own clock. */
  public static Deadline after(Duration duration) {
    return after(duration, Clock.SYSTEM);
  }

  /** The deadline this far ahead, by this clock. */
  public static Deadline after(Duration duration, Clock clock) {
    return new Deadline(clock, new End(clock.nanoTime() + duration.toNanos()));
  }

  /** This deadline as another clock sees it. Bringing one forward brings both forward. */
  public Deadline by(Clock other) {
    return other == clock ? this : new Deadline(other, end);
  }

  /** This deadline, or the one this far ahead if it is earlier. */
  public Deadline within(Duration duration) {
    long other = clock.nanoTime() + duration.toNanos();
    return other - end.nanos < 0 ? new Deadline(clock, new End(other)) : this;
  }

  /** A copy of this deadline. Bringing the copy forward leaves this one as it is. */
  public Deadline copy() {
    return new Deadline(clock, new End(end.nanos));
  }

  /** Ends the time now: there is nothing left to wait for. */
  public void bringForward() {
    long now = clock.nanoTime();
    if (now - end.nanos < 0) {
      end.nanos = now;
    }
  }

  /** The time left, never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, end.nanos - clock.nanoTime()));
  }

  public boolean hasPassed() {
    return end.nanos - clock.nanoTime() <= 0;
  }
}
