package io.wubdiag.remix.rpc;

import org.jspecify.annotations.Nullable;

/**
 * What was called threw something that its method does not declare. Also the cause of a declared
 * exception that was made anew here, since that one's own stack trace begins here.
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

  /** The name of the class that was thrown. */
  public String remoteClass() {
    return remoteClass;
  }

  /** The message of what was thrown. */
  public @Nullable String remoteMessage() {
    return remoteMessage;
  }

  /** Where it was thrown, with its causes, as {@link Throwable#printStackTrace()} prints it. */
  public String remoteStackTrace() {
    return remoteStackTrace;
  }
}
