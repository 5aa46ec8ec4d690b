package io.wubdiag.remix.engine;

import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.job.Job;
import io.wubdiag.remix.job.StoredJob;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A job that has not ended, with its state that is not in the database. Guarded by its {@link
 * JobQueue}, except for the feed and the subscribers, which guard themselves.
 */
final class LiveJob {
  private final AudioFeed feed = new AudioFeed();
  private final Subscribers subscribers;
  private StoredJob stored;
  private double share;
  private String text = "";
  private @Nullable SongAnalysis analysis;
  private boolean diagnosed;
  private @Nullable Attempt attempt;

  LiveJob(StoredJob stored, boolean diagnosed, Executor listeners) {
    this.stored = stored;
    this.diagnosed = diagnosed;
    this.subscribers = new Subscribers(listeners);
  }

  AudioFeed feed() {
    return feed;
  }

  Subscribers subscribers() {
    return subscribers;
  }

  StoredJob stored() {
    return stored;
  }

  Job job() {
    return stored.job();
  }

  @Nullable SongAnalysis analysis() {
    return analysis;
  }

  /** The running attempt; null if there is none. */
  @Nullable Attempt attempt() {
    return attempt;
  }

  /** Moves the job to another state. */
  void become(StoredJob next, @Nullable Attempt attempt, String text) {
    this.stored = next;
    this.attempt = attempt;
    this.text = text;
  }

  /** Records progress. It never goes back, although a second attempt starts from nothing. */
  void progress(double share, String text) {
    this.share = Math.max(this.share, Math.min(1, share));
    this.text = text;
  }

  void analysed(SongAnalysis analysis) {
    this.analysis = analysis;
  }

  void diagnosed() {
    this.diagnosed = true;
  }

  /** The present status. */
  JobStatus status(int placeInLine, String waiting) {
    Job job = job();
    return switch (job.state()) {
      case QUEUED ->
          new JobStatus(
              job,
              placeInLine,
              share,
              text.isEmpty() ? waiting : text + " " + waiting,
              analysis,
              feed.bytes(),
              diagnosed);
      case RUNNING -> new JobStatus(job, 0, share, text, analysis, feed.bytes(), diagnosed);
      case DONE, FAILED, CANCELLED -> FinalStatus.of(job, analysis, diagnosed);
    };
  }
}
