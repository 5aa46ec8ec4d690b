package io.wubdiag.remix.rpc;

/**
 * The time that a call may take is over. The peer may still run it; its reply won't be looked at. A
 * one-way call was not sent.
 */
public final class CallTimeoutException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CallTimeoutException(String message) {
    super(message);
  }
}
