package io.wubdiag.remix.worker;

/**
 * The song can't be remixed, and would fail again; the worker is fine. The message is for the
 * song's sender.
 */
public final class RemixFailedException extends Exception {
  private static final long serialVersionUID = 1;

  public RemixFailedException(String message) {
    super(message);
  }
}
