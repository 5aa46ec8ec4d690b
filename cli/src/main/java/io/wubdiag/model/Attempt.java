package io.wubdiag.model;

import java.time.Duration;

/**
 * That a source was asked, and what came of it.
 *
 * @param reason why it did not answer, and what to try; empty when it answered
 */
public record Attempt(Source source, Outcome outcome, String reason, Duration duration) {
  /** What came of asking. */
  public enum Outcome {
    ANSWERED,
    /** Not asked, since it was plain beforehand that it could not answer. */
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
