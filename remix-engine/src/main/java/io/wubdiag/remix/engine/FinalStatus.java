package io.wubdiag.remix.engine;

import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.job.Job;
import io.wubdiag.remix.job.JobState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The status of an ended job. */
final class FinalStatus {
  private FinalStatus() {}

  static JobStatus of(Job job, @Nullable SongAnalysis analysis, boolean diagnosed) {
    double share = job.state() == JobState.DONE ? 1 : 0;
    return new JobStatus(job, 0, share, text(job), analysis, job.bytes(), diagnosed);
  }

  private static String text(Job job) {
    return switch (job.state()) {
      case DONE -> "Done";
      case CANCELLED -> "Cancelled";
      case FAILED -> Objects.requireNonNullElse(job.failure(), "That song didn't work.");
      case QUEUED, RUNNING -> throw new IllegalStateException("job " + job.id() + " has not ended");
    };
  }
}
