package io.wubdiag.model;

import java.time.Duration;

/**
 * An attempt to get an answer from a source.
 *
 * @param reason why it did not answer, and what to try; empty when it answered
 */
public record Attempt(Source source, Outcome outcome, String reason, Duration duration) {
  /** The outcome of asking. */
  public enum Outcome {
    ANSWERED,
    /** Not asked, since it clearly could not answer. */
    SKIPPED,
    NOT_PERMITTED,
    UNSUPPORTED,
    TIMED_OUT,
    VANISHED,
    FAILED
  }

  public boolean answered() {
    return outcome == Outcome.ANSWERED;
  }
}
