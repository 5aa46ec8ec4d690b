package io.wubdiag.remix.engine;

import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.job.JobFiles;
import io.wubdiag.remix.job.JobStore;
import io.wubdiag.remix.job.StoredJob;
import io.wubdiag.remix.worker.RemixResult;
import io.wubdiag.remix.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that have not ended: waiting and running ones. Every change of a job's state is made
 * here under one lock: first in the database, then in memory, then listeners are told. A
 * cancellation and the watchdog end an attempt here at once and kill the worker afterwards. What
 * that worker or its thread reports later belongs to an ended attempt, and changes nothing.
 */
final class JobQueue {
  private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);

  /** How long to wait before another attempt to write the database. */
  private static final long RETRY_MILLIS = 1000;

  private final EngineOptions options;
  private final JobStore store;
  private final JobFiles files;
  private final Executor listeners;

  private final WaitingLine line;
  private final LiveJobs live;

  /** The number of workers. */
  private int workers;

  private boolean closed;

  JobQueue(EngineOptions options, JobStore store, JobFiles files, Executor listeners) {
    this.options = options;
    this.store = store;
    this.files = files;
    this.listeners = listeners;
    this.line = new WaitingLine(options.mayWait());
    this.live = new LiveJobs(store, line);
  }

  // --- arrival ---

  /** Restores a job that an earlier engine left. */
  synchronized void restore(StoredJob stored) {
    live.add(new LiveJob(stored, Files.exists(files.diagnosis(stored.job().id())), listeners));
    JobLog.restored(stored);
  }

  /** Reserves a place in line for a job that is arriving. */
  synchronized void reserve() throws QueueFullException, IOException {
    if (closed) {
      throw new IOException("the engine is shutting down: try again in a minute");
    }
    line.reserve();
  }

  /** Gives the reserved place up. */
  synchronized void unreserve() {
    line.arrived();
  }

  /** Adds a job, at its reserved place. */
  synchronized JobStatus add(StoredJob stored) {
    line.arrived();
    LiveJob job = new LiveJob(stored, false, listeners);
    live.add(job);
    JobLog.accepted(stored, line.place(job));
    notifyAll();
    return live.status(job);
  }

  // --- workers ---

  synchronized void joined() {
    workers++;
    line.trouble("");
  }

  synchronized void left() {
    workers--;
  }

  /** Reports that no worker can be started. Senders of waiting songs see the reason. */
  synchronized void trouble(String reason) {
    line.trouble(reason);
    live.tellLine();
  }

  /** Makes {@link #next} check again. */
  synchronized void wake() {
    notifyAll();
  }

  /** Waits for a job for a worker. Returns null when the worker or the engine ends. */
  synchronized @Nullable Attempt next(Worker worker) throws InterruptedException {
    line.idle();
    try {
      while (!closed && worker.isAlive() && !worker.exit().isDone()) {
        LiveJob job = line.first();
        if (job == null) {
          wait();
          continue;
        }
        StoredJob next = job.stored().started();
        try {
          store.save(next);
        } catch (IOException e) {
          LOG.error("Job {} can't be started", job.job().id(), e);
          wait(RETRY_MILLIS);
          continue;
        }
        line.remove(job);
        Attempt attempt = new Attempt(job, next.job().attempts(), worker);
        job.become(next, attempt, "Starting");
        JobLog.started(attempt);
        live.tell(job);
        live.tellLine();
        return attempt;
      }
      return null;
    } finally {
      line.busy();
    }
  }

  // --- messages of workers ---

  synchronized void progress(Attempt attempt, double share, String text) {
    if (isCurrent(attempt)) {
      attempt.job().progress(share, text);
      live.tell(attempt.job());
    }
  }

  synchronized boolean analysed(Attempt attempt, SongAnalysis analysis) {
    if (!isCurrent(attempt)) {
      return false;
    }
    attempt.job().analysed(analysis);
    live.tell(attempt.job());
    return true;
  }

  void audible(Attempt attempt, long bytes) throws IOException {
    LiveJob job = attempt.job();
    synchronized (this) {
      if (!isCurrent(attempt)) {
        return;
      }
    }
    job.feed().extend(files.remix(job.job().id(), attempt.number()), bytes);
    synchronized (this) {
      if (isCurrent(attempt)) {
        live.tell(job);
      }
    }
  }

  // --- ends of attempts ---

  /** The remix is finished. Its file is synced first: a finished job stays finished. */
  void done(Attempt attempt, RemixResult result) {
    LiveJob job = attempt.job();
    Path remix = files.remix(job.job().id(), attempt.number());
    try {
      JobFiles.seal(remix, result.bytes());
    } catch (IOException e) {
      died(attempt, "left an unreadable remix: " + e.getMessage(), false);
      return;
    }
    synchronized (this) {
      if (!isCurrent(attempt)) {
        return;
      }
      StoredJob next =
          job.stored().done(result.title(), result.bytes(), result.seconds(), Instant.now());
      live.end(job, next);
    }
    try {
      job.feed().complete(remix, result.bytes());
    } catch (IOException e) {
      job.feed().fail("the remix can't be read: " + e.getMessage());
    }
  }

  /**
   * The song can't be remixed.
   *
   * @param failure the reason, for the sender
   */
  void failed(Attempt attempt, String failure) {
    fail(attempt, failure, false);
  }

  /**
   * The song takes too long. Returns whether the attempt was still running: if so, the caller must
   * kill the worker.
   *
   * @param failure the reason, for the sender
   */
  boolean timedOut(Attempt attempt, String failure) {
    return fail(attempt, failure, true);
  }

  private boolean fail(Attempt attempt, String failure, boolean discard) {
    LiveJob job = attempt.job();
    synchronized (this) {
      if (!isCurrent(attempt)) {
        return false;
      }
      if (discard) {
        attempt.discard();
      }
      live.end(job, job.stored().failed(failure, Instant.now()));
    }
    job.feed().fail(failure);
    return true;
  }

  /**
   * The worker has died, or must be given up. The job is tried again, unless it has used up its
   * attempts. Returns false if the attempt had already ended.
   *
   * @param how how the worker ended: "was killed by SIGKILL"
   * @param fromOutside whether someone else killed it
   */
  boolean died(Attempt attempt, String how, boolean fromOutside) {
    LiveJob job = attempt.job();
    String failure;
    synchronized (this) {
      if (!isCurrent(attempt)) {
        return false;
      }
      attempt.discard();
      StoredJob next = fromOutside ? job.stored().killed() : job.stored().crashed();
      failure = Failures.ofSong(next, how, options);
      JobLog.died(attempt, how, failure == null);
      if (failure != null) {
        live.end(job, next.failed(failure, Instant.now()));
      } else {
        live.save(next);
        job.become(next, null, "Its worker " + how + ", so another one will try.");
        line.add(job);
        notifyAll();
        live.tellLine();
      }
    }
    if (failure != null) {
      job.feed().fail(failure);
    }
    return true;
  }

  /** Cancels a job that has not ended. Returns whether it was cancelled. */
  boolean cancel(String id) {
    LiveJob job;
    Attempt attempt;
    synchronized (this) {
      job = live.get(id);
      if (job == null || job.job().state().isFinal() || closed) {
        return false;
      }
      attempt = job.attempt();
      if (attempt != null) {
        attempt.discard();
      }
      line.remove(job);
      live.end(job, job.stored().cancelled(Instant.now()));
      live.tellLine();
    }
    job.feed().fail("the remix was cancelled");
    if (attempt == null) {
      tidy(job);
    } else {
      attempt.worker().kill();
    }
    return true;
  }

  /** The worker of an attempt has stopped writing: deletes files that are no longer needed. */
  void tidy(LiveJob job) {
    StoredJob now;
    synchronized (this) {
      now = job.stored();
    }
    if (now.job().state().isFinal()) {
      try {
        files.tidy(now.job());
      } catch (IOException e) {
        LOG.warn("Files of job {} can't be removed", now.job().id(), e);
      }
    }
  }

  /** Saves the ended jobs that could not be saved before. */
  synchronized void saveAgain() {
    live.saveAgain();
  }

  // --- queries ---

  synchronized Optional<JobStatus> status(String id) {
    return Optional.ofNullable(live.get(id)).map(live::status);
  }

  synchronized Optional<AudioFeed> feed(String id) {
    return Optional.ofNullable(live.get(id)).map(LiveJob::feed);
  }

  synchronized Optional<RemixService.Subscription> listen(String id, Consumer<JobStatus> listener) {
    return Optional.ofNullable(live.get(id))
        .map(job -> job.subscribers().add(listener, live.status(job)));
  }

  synchronized EngineLoad load() {
    return new EngineLoad(workers, live.running().size(), line.waiting(), options.mayWait());
  }

  /** The running attempts. */
  synchronized List<Attempt> running() {
    return live.running();
  }

  synchronized boolean isCurrent(Attempt attempt) {
    return attempt.job().attempt() == attempt && !closed;
  }

  /** Records that there is a report on a worker that got stuck over the job. */
  synchronized void diagnosed(LiveJob job) {
    job.diagnosed();
    if (!job.job().state().isFinal()) {
      live.tell(job);
    }
  }

  // --- shutdown ---

  synchronized boolean isClosed() {
    return closed;
  }

  /** Leaves all jobs to the next engine. An interrupted attempt does not count. */
  void close() {
    List<LiveJob> left;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      for (Attempt attempt : live.running()) {
        attempt.discard();
        StoredJob next = attempt.job().stored().released();
        live.save(next);
        attempt.job().become(next, null, "");
      }
      left = live.all();
      notifyAll();
    }
    left.forEach(job -> job.feed().fail("the engine is shutting down: try again in a minute"));
  }
}
