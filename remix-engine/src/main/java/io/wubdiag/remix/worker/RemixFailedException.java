package io.wubdiag.remix.worker;

/**
 * The song can't be remixed, and would fail again: the worker is well. The message is for whoever
 * sent the song.
 */
public final class RemixFailedException extends Exception {
  private static final long serialVersionUID = 1;

  public RemixFailedException(String message) {
    super(message);
  }
}
