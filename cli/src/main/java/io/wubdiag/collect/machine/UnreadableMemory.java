package io.wubdiag.collect.machine;

import io.wubdiag.model.Attempt;

/**
 * Another process' memory could not be read, or does not look as it should. Never leaves this
 * package.
 */
public final class UnreadableMemory extends Exception {
  private static final long serialVersionUID = 1L;

  private final Attempt.Outcome outcome;

  public UnreadableMemory(Attempt.Outcome outcome, String reason) {
    super(reason, null, false, false);
    this.outcome = outcome;
  }

  /** Something was read that can't be what it was taken for. */
  public static UnreadableMemory implausible(String reason) {
    return new UnreadableMemory(Attempt.Outcome.FAILED, reason);
  }

  /** This JVM does not have what is looked for. */
  public static UnreadableMemory unsupported(String reason) {
    return new UnreadableMemory(Attempt.Outcome.UNSUPPORTED, reason);
  }

  public Attempt.Outcome outcome() {
    return outcome;
  }
}
