package io.wubdiag.remix.worker;

/** The worker's process ended, or was killed, before it answered. */
public final class WorkerDiedException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param message which worker, and how it ended: "worker 3 (pid 4711) was killed by SIGKILL"
   */
  public WorkerDiedException(String message) {
    super(message);
  }
}
