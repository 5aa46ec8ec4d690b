package io.wubdiag.cli;

/**
 * The failure of a command for a reason that its user can understand: what happened, the likely
 * cause, what to try.
 */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exitCode;

  /**
   * @param exitCode the exit code of the command
   * @param message a line for the user
   */
  public CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
