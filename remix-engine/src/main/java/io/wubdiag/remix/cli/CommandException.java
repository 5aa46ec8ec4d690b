package io.wubdiag.remix.cli;

/**
 * A command that can't be carried out, for a reason that its user can understand: what happened,
 * the likely cause, what to try.
 */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exitCode;

  CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
