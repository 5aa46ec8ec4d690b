package io.wubdiag.remix.rpc;

/**
 * The connection has ended during or before a call. Whether the call ran is unknown, unless the
 * message says that it was not sent. Waiting calls throw this at once, and so do later ones.
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

  /** The name of the other end, as given to {@link Connection#over}. */
  public String peer() {
    return peer;
  }

  /**
   * Why the connection ended, in words that follow the peer's name: "was killed by SIGKILL", "was
   * disconnected here".
   */
  public String reason() {
    return reason;
  }
}
