package io.wubdiag.remix.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job with the data that only the engine needs. Each method is a transition: it returns the job
 * after the change, and throws {@link IllegalStateException} if the present state does not allow
 * it.
 *
 * @param number the order in which jobs were accepted, and are started
 * @param job what others see of it
 * @param crashes how many workers came to an end over it for no reason but the song
 * @param kills how many workers were killed from outside while they were at it
 * @param interruptions how many times the engine itself came to an end over it without notice
 * @param finished when it came to its end; null until then
 */
public record StoredJob(
    long number, Job job, int crashes, int kills, int interruptions, @Nullable Instant finished) {

  /** A job that was just accepted. */
  static StoredJob accepted(long number, Job job) {
    return new StoredJob(number, job, 0, 0, 0, null);
  }

  /** A worker starts the job. */
  public StoredJob started() {
    require(JobState.QUEUED);
    Job next = with(JobState.RUNNING, job.attempts() + 1, null, null, 0, 0);
    return new StoredJob(number, next, crashes, kills, interruptions, null);
  }

  /** The worker ended, and the song is a likely cause. */
  public StoredJob crashed() {
    return queuedAgain(crashes + 1, kills, interruptions);
  }

  /** The worker was killed from outside, which says little about the song. */
  public StoredJob killed() {
    return queuedAgain(crashes, kills + 1, interruptions);
  }

  /** The engine ended without notice. */
  public StoredJob interrupted() {
    return queuedAgain(crashes, kills, interruptions + 1);
  }

  /** The engine was asked to stop. */
  public StoredJob released() {
    return queuedAgain(crashes, kills, interruptions);
  }

  /** The remix is finished. */
  public StoredJob done(String title, long bytes, double seconds, Instant at) {
    require(JobState.RUNNING);
    return ended(with(JobState.DONE, job.attempts(), null, title, bytes, seconds), at);
  }

  /**
   * The job has failed.
   *
   * @param failure why, for whoever sent the song
   */
  public StoredJob failed(String failure, Instant at) {
    requireOpen();
    return ended(with(JobState.FAILED, job.attempts(), failure, null, 0, 0), at);
  }

  /** The job was cancelled. */
  public StoredJob cancelled(Instant at) {
    requireOpen();
    return ended(with(JobState.CANCELLED, job.attempts(), null, null, 0, 0), at);
  }

  private StoredJob queuedAgain(int crashes, int kills, int interruptions) {
    require(JobState.RUNNING);
    Job next = with(JobState.QUEUED, job.attempts(), null, null, 0, 0);
    return new StoredJob(number, next, crashes, kills, interruptions, null);
  }

  private StoredJob ended(Job next, Instant at) {
    return new StoredJob(number, next, crashes, kills, interruptions, at);
  }

  private Job with(
      JobState state,
      int attempts,
      @Nullable String failure,
      @Nullable String title,
      long bytes,
      double seconds) {
    return new Job(
        job.id(),
        job.name(),
        job.style(),
        state,
        job.accepted(),
        attempts,
        failure,
        title,
        bytes,
        seconds);
  }

  private void require(JobState state) {
    if (job.state() != state) {
      throw new IllegalStateException("job " + job.id() + " is " + job.state() + ", not " + state);
    }
  }

  private void requireOpen() {
    if (job.state().isFinal()) {
      throw new IllegalStateException("job " + job.id() + " is at its end: " + job.state());
    }
  }
}
