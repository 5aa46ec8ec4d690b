package io.wubdiag.cli;

/**
 * A command that can't be carried out, for a reason that its user can understand: what happened,
 * the likely cause, what to try.
 */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exitCode;

  /**
   * @param exitCode what the command ends with
   * @param message a line for whoever gave the command
   */
  public CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
