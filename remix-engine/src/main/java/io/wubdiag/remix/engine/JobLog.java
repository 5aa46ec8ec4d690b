package io.wubdiag.remix.engine;

import io.wubdiag.remix.job.Job;
import io.wubdiag.remix.job.StoredJob;
import io.wubdiag.remix.log.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Logs the life of a job, in lines that have the job's id. */
final class JobLog {
  private static final Logger LOG = LoggerFactory.getLogger(JobLog.class);

  private JobLog() {}

  static void accepted(StoredJob stored, int place) {
    Job job = stored.job();
    of(
        job,
        () ->
            LOG.info("Accepted {}, {}, number {} in line", job.name(), job.style().label(), place));
  }

  static void restored(StoredJob stored) {
    of(stored.job(), () -> LOG.info("In line again after the engine's start"));
  }

  static void started(Attempt attempt) {
    Job job = attempt.job().job();
    of(
        job,
        () ->
            LOG.info(
                "Started by {}, attempt {}, {} s after it was accepted",
                attempt.workerName(),
                attempt.number(),
                age(job)));
  }

  /** The worker died before the end of the job. */
  static void died(Attempt attempt, String how, boolean again) {
    of(
        attempt.job().job(),
        () -> LOG.warn("{} {}; {}", attempt.workerName(), how, again ? "tried again" : "given up"));
  }

  static void ended(StoredJob stored) {
    Job job = stored.job();
    of(
        job,
        () -> {
          switch (job.state()) {
            case DONE ->
                LOG.info("Done after {} s, {} bytes: {}", age(job), job.bytes(), job.title());
            case CANCELLED -> LOG.info("Cancelled after {} s", age(job));
            default -> LOG.info("Failed after {} s: {}", age(job), job.failure());
          }
        });
  }

  /** The job's age in seconds. It may be wrong if the wall clock was set meanwhile. */
  private static String age(Job job) {
    Duration age = Duration.between(job.accepted(), Instant.now());
    return String.format(Locale.ROOT, "%.1f", age.toMillis() / 1000.0);
  }

  private static void of(Job job, Runnable line) {
    try (MDC.MDCCloseable id = MDC.putCloseable(LogRecord.JOB, job.id())) {
      line.run();
    }
  }
}
