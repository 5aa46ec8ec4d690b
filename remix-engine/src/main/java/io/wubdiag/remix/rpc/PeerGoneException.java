package io.wubdiag.remix.rpc;

/**
 * The connection has ended, and with it this call: whether it ran is not known, unless the message
 * says that it was not sent. All calls that wait get it at once, all later ones when they are made.
 */
public final class PeerGoneException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String peer;
  private final String reason;

  PeerGoneException(String peer, String reason, String call) {
    super(peer + " " + reason + "; " + call);
    this.peer = peer;
    this.reason = reason;
  }

  /** Who was at the other end, as {@link Connection#over} was told. */
  public String peer() {
    return peer;
  }

  /**
   * Why there is no connection any more, as words to follow the peer's name: "was killed by
   * SIGKILL", "was disconnected here".
   */
  public String reason() {
    return reason;
  }
}
