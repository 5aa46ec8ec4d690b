package io.wubdiag.collect.machine;

import io.wubdiag.model.Attempt.Outcome;
import java.io.IOException;

/** The failure of a request over a socket. */
public final class ExchangeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  public ExchangeException(Outcome outcome, String reason) {
    super(reason);
    this.outcome = outcome;
  }

  public Outcome outcome() {
    return outcome;
  }

  /** What went wrong, in words. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
