package io.wubdiag.remix.job;

/** How far a job has come. */
public enum JobState {
  /** Accepted, and waits for a worker: for its first, or for another after one died. */
  QUEUED,
  /** A worker is at it. */
  RUNNING,
  DONE,
  /** It won't be done; {@link Job#failure()} says why. */
  FAILED,
  CANCELLED;

  /** Whether nothing more will happen. */
  public boolean isFinal() {
    return this == DONE || this == FAILED || this == CANCELLED;
  }
}
