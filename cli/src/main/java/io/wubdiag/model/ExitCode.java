package io.wubdiag.model;

import java.util.List;

/** The exit codes that scripts rely on. */
public final class ExitCode {
  public static final int NOTHING_FOUND = 0;

  /** A fault of wubdiag's own. */
  public static final int INTERNAL_ERROR = 1;

  public static final int USAGE = 2;

  /** No such process, or one that this user may not look into. */
  public static final int NO_TARGET = 3;

  /** Nothing found, and not everything could be inspected. */
  public static final int PARTIAL = 4;

  /** Contention only; with {@code --fail-on contended}. */
  public static final int CONTENDED = 10;

  public static final int POTENTIAL = 11;

  public static final int HANG = 12;

  private ExitCode() {}

  /**
   * The exit code of a capture.
   *
   * @param failOnContended whether contention alone is a reason to fail
   */
  public static int of(
      List<Finding> findings,
      List<NotEvaluated> open,
      ProcessTreeSnapshot snapshot,
      boolean failOnContended) {
    int worst = NOTHING_FOUND;
    for (Finding finding : findings) {
      worst =
          Math.max(
              worst,
              switch (finding.level()) {
                case HANG -> HANG;
                case POTENTIAL -> POTENTIAL;
                case CONTENTION -> failOnContended ? CONTENDED : NOTHING_FOUND;
              });
    }
    if (worst != NOTHING_FOUND) {
      return worst;
    }
    if (noRootWithinReach(snapshot)) {
      return NO_TARGET;
    }
    return open.isEmpty() ? NOTHING_FOUND : PARTIAL;
  }

  private static boolean noRootWithinReach(ProcessTreeSnapshot snapshot) {
    for (ProcessCapture process : snapshot.processes()) {
      if (snapshot.roots().contains(process.pid()) && !outOfReach(process)) {
        return false;
      }
    }
    return true;
  }

  private static boolean outOfReach(ProcessCapture process) {
    if (process instanceof ProcessCapture.VanishedProcess) {
      return true;
    }
    boolean refused = false;
    for (Attempt attempt : process.attempts()) {
      if (attempt.source() != Source.KERNEL && attempt.answered()) {
        return false;
      }
      refused |= attempt.outcome() == Attempt.Outcome.NOT_PERMITTED;
    }
    return refused;
  }
}
