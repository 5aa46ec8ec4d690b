package io.wubdiag.remix.audio;

import java.io.IOException;

/** A file is no song that can be decoded. The message says why, in words for whoever sent it. */
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
