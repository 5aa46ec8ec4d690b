package io.wubdiag.remix.job;

/** The state of a job. */
public enum JobState {
  /** Waiting for a worker: for the first, or for another one after a worker died. */
  QUEUED,
  /** A worker is remixing the song. */
  RUNNING,
  DONE,
  /** There is no remix; {@link Job#failure()} has the reason. */
  FAILED,
  CANCELLED;

  /** Whether the job has ended. */
  public boolean isFinal() {
    return this == DONE || this == FAILED || this == CANCELLED;
  }
}
