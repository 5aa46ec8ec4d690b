package io.wubdiag.collect.machine;

import io.wubdiag.model.Attempt;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.Source;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A stopwatch for one attempt to get an answer from a source. */
public final class Stopwatch {
  private final Clock clock;
  private final Source source;
  private final long start;

  private Stopwatch(Clock clock, Source source) {
    this.clock = clock;
    this.source = source;
    start = clock.nanoTime();
  }

  /** Starts a stopwatch now. */
  public static Stopwatch start(Clock clock, Source source) {
    return new Stopwatch(clock, source);
  }

  public Duration elapsed() {
    return Duration.ofNanos(clock.nanoTime() - start);
  }

  /** The attempt, which ends now. */
  public Attempt attempt(Outcome outcome, String reason) {
    return new Attempt(source, outcome, reason, elapsed());
  }

  /** An answer with its attempt. */
  public <T> Answer<T> answered(T value) {
    return new Answer<>(value, attempt(Outcome.ANSWERED, ""));
  }

  /** A failed attempt with its reason. */
  public <T> Answer<T> failed(Outcome outcome, @Nullable String reason) {
    @Nullable T none = null;
    return new Answer<>(none, attempt(outcome, String.valueOf(reason)));
  }

  /** A failed attempt because the memory could not be read. */
  public <T> Answer<T> failed(UnreadableMemory failure) {
    return failed(failure.outcome(), failure.getMessage());
  }
}
