package io.wubdiag.collect.machine;

import java.time.Duration;

/**
 * The instant by which the whole call is over. Handed down to everything that can wait, and looked
 * at again from time to time by what waits long: it may be brought forward.
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

  /** The deadline that lies so far ahead, by the machine's own clock. */
  public static Deadline after(Duration duration) {
    return after(duration, Clock.SYSTEM);
  }

  /** The deadline that lies so far ahead, by that clock. */
  public static Deadline after(Duration duration, Clock clock) {
    return new Deadline(clock, new End(clock.nanoTime() + duration.toNanos()));
  }

  /** This deadline as another clock sees it. To bring one forward brings both forward. */
  public Deadline by(Clock other) {
    return other == clock ? this : new Deadline(other, end);
  }

  /** This deadline, or the one that lies so far ahead if that is earlier. */
  public Deadline within(Duration duration) {
    long other = clock.nanoTime() + duration.toNanos();
    return other - end.nanos < 0 ? new Deadline(clock, new End(other)) : this;
  }

  /** The same deadline, which can be brought forward without this one. */
  public Deadline copy() {
    return new Deadline(clock, new End(end.nanos));
  }

  /** Lets it pass now: there is nothing left to wait for. */
  public void bringForward() {
    long now = clock.nanoTime();
    if (now - end.nanos < 0) {
      end.nanos = now;
    }
  }

  /** What is left, never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, end.nanos - clock.nanoTime()));
  }

  public boolean hasPassed() {
    return end.nanos - clock.nanoTime() <= 0;
  }
}
