package io.wubdiag.remix.rpc;

import org.jspecify.annotations.Nullable;

/**
 * The called method threw an exception that it does not declare. Also the cause of a declared
 * exception: that one is created here, so its own stack trace begins here.
 */
public final class RemoteFailureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String remoteClass;
  private final @Nullable String remoteMessage;
  private final String remoteStackTrace;

  RemoteFailureException(
      String peer, String remoteClass, @Nullable String remoteMessage, String remoteStackTrace) {
    super("in " + peer + ": " + remoteStackTrace.strip());
    this.remoteClass = remoteClass;
    this.remoteMessage = remoteMessage;
    this.remoteStackTrace = remoteStackTrace;
  }

  /** The class name of the exception. */
  public String remoteClass() {
    return remoteClass;
  }

  /** The message of the exception. */
  public @Nullable String remoteMessage() {
    return remoteMessage;
  }

  /**
   * The stack trace of the exception with its causes, as {@link Throwable#printStackTrace()} prints
   * it.
   */
  public String remoteStackTrace() {
    return remoteStackTrace;
  }
}
