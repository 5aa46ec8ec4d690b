package io.wubdiag.remix.rpc;

/**
 * A call exceeded its timeout. The peer may still run it, and its reply is ignored. A one-way call
 * was not sent.
 */
public final class CallTimeoutException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CallTimeoutException(String message) {
    super(message);
  }
}
