package io.wubdiag.remix.engine;

import io.wubdiag.remix.job.JobStore;
import io.wubdiag.remix.job.StoredJob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live jobs by their ids: saves their changes, and tells subscribers of them. Guarded by the
 * {@link JobQueue} that it belongs to.
 */
final class LiveJobs {
  private static final Logger LOG = LoggerFactory.getLogger(LiveJobs.class);

  private final JobStore store;
  private final WaitingLine line;
  private final Map<String, LiveJob> jobs = new LinkedHashMap<>();

  LiveJobs(JobStore store, WaitingLine line) {
    this.store = store;
    this.line = line;
  }

  /** Adds a job, at its place in line. */
  void add(LiveJob job) {
    jobs.put(job.job().id(), job);
    line.add(job);
  }

  /** Null if there is no live job with this id. */
  @Nullable LiveJob get(String id) {
    return jobs.get(id);
  }

  List<LiveJob> all() {
    return List.copyOf(jobs.values());
  }

  /** The running attempts. */
  List<Attempt> running() {
    List<Attempt> running = new ArrayList<>();
    for (LiveJob job : jobs.values()) {
      Attempt attempt = job.attempt();
      if (attempt != null) {
        running.add(attempt);
      }
    }
    return running;
  }

  /** Ends a job. */
  void end(LiveJob job, StoredJob next) {
    job.become(next, null, "");
    JobLog.ended(next);
    // A job whose end is not saved stays here, because the database contradicts it.
    if (save(next)) {
      jobs.remove(next.job().id());
    }
    tell(job);
  }

  /** Saves a job. Returns false if the database can't be written. */
  boolean save(StoredJob next) {
    try {
      store.save(next);
      return true;
    } catch (IOException e) {
      LOG.error("Job {} is {}, which can't be saved", next.job().id(), next.job().state(), e);
      return false;
    }
  }

  /** Saves the ended jobs that could not be saved before. */
  void saveAgain() {
    jobs.values().removeIf(job -> job.job().state().isFinal() && save(job.stored()));
  }

  JobStatus status(LiveJob job) {
    int place = line.place(job);
    return job.status(place, line.text(place));
  }

  /** Tells a job's subscribers its status. */
  void tell(LiveJob job) {
    if (!job.subscribers().isEmpty()) {
      job.subscribers().tell(status(job));
    }
  }

  /** Tells the subscribers of all waiting jobs their places in line. */
  void tellLine() {
    line.all().forEach(this::tell);
  }
}
