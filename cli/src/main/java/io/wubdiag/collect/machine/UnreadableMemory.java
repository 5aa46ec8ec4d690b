package io.wubdiag.collect.machine;

import io.wubdiag.model.Attempt;

/**
 * The failure to read another process' memory, or to find the expected structures there. It never
 * leaves {@code collect}.
 */
public final class UnreadableMemory extends Exception {
  private static final long serialVersionUID = 1L;

  private final Attempt.Outcome outcome;

  public UnreadableMemory(Attempt.Outcome outcome, String reason) {
    super(reason, null, false, false);
    this.outcome = outcome;
  }

  /** The bytes can't be the structure that was expected. */
  public static UnreadableMemory implausible(String reason) {
    return new UnreadableMemory(Attempt.Outcome.FAILED, reason);
  }

  /** This JVM lacks the wanted structure. */
  public static UnreadableMemory unsupported(String reason) {
    return new UnreadableMemory(Attempt.Outcome.UNSUPPORTED, reason);
  }

  public Attempt.Outcome outcome() {
    return outcome;
  }
}
