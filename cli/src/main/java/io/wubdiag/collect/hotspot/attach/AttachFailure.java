package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.model.Attempt.Outcome;

/** The failure of a JVM to answer, with the reason. Never leaves this package. */
final class AttachFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Outcome outcome;
  private final String reason;

  AttachFailure(Outcome outcome, String reason) {
    super(reason, null, false, false);
    this.outcome = outcome;
    this.reason = reason;
  }

  Outcome outcome() {
    return outcome;
  }

  String reason() {
    return reason;
  }
}
