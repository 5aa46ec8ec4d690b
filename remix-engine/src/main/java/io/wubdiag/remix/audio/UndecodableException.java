package io.wubdiag.remix.audio;

import java.io.IOException;

/** The file can't be decoded as a song. The message says why, for the song's sender. */
public final class UndecodableException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * @param message why, as a sentence for a listener, not for a programmer
   */
  public UndecodableException(String message) {
    super(message);
  }

  /**
   * @param message why, as a sentence for a listener, not for a programmer
   * @param cause what the decoder said
   */
  public UndecodableException(String message, Throwable cause) {
    super(message, cause);
  }
}
