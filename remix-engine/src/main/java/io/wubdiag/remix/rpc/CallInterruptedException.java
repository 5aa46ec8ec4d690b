package io.wubdiag.remix.rpc;

/**
 * The thread was interrupted while it waited for a method that does not declare {@link
 * InterruptedException}. The thread's interrupt flag is set. The peer may still run the call, and
 * its reply is ignored.
 */
public final class CallInterruptedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CallInterruptedException(String message, InterruptedException cause) {
    super(message, cause);
  }
}
