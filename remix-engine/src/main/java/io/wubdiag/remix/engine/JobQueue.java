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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that are not at their end: those in line, and those that workers are at. Every change of
 * a job's state is made here, under one lock: first in the database, then in memory, then it is
 * told. What ends an attempt from outside (a cancellation, the watchdog) does so here at once and
 * kills the worker afterwards; whatever that worker or its thread has to say later is about an
 * attempt that is no more, and changes nothing.
 */
final class JobQueue {
  private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);

  /** How long to wait before a database that can't be written is tried again. */
  private static final long RETRY_MILLIS = 1000;

  private final EngineOptions options;
  private final JobStore store;
  private final JobFiles files;
  private final Executor listeners;

  /** By id. */
  private final Map<String, LiveJob> live = new LinkedHashMap<>();

  private final WaitingLine line;

  /** How many workers there are. */
  private int workers;

  private boolean closed;

  JobQueue(EngineOptions options, JobStore store, JobFiles files, Executor listeners) {
    this.options = options;
    this.store = store;
    this.files = files;
    this.listeners = listeners;
    this.line = new WaitingLine(options.mayWait());
  }

  // --- how jobs come in ---

  /** Takes up a job that an earlier engine left. */
  synchronized void restore(StoredJob stored) {
    enter(new LiveJob(stored, Files.exists(files.diagnosis(stored.job().id())), listeners));
    JobLog.restored(stored);
  }

  /** Takes a place in line for a job that is about to come. */
  synchronized void reserve() throws QueueFullException, IOException {
    if (closed) {
      throw new IOException("the engine is shutting down: try again in a minute");
    }
    line.reserve();
  }

  /** Gives the place up. */
  synchronized void unreserve() {
    line.arrived();
  }

  /** Puts a job into the place that was reserved. */
  synchronized JobStatus add(StoredJob stored) {
    line.arrived();
    LiveJob job = new LiveJob(stored, false, listeners);
    enter(job);
    JobLog.accepted(stored, line.place(job));
    notifyAll();
    return status(job);
  }

  private void enter(LiveJob job) {
    live.put(job.job().id(), job);
    line.add(job);
  }

  // --- workers ---

  synchronized void joined() {
    workers++;
    line.trouble("");
  }

  synchronized void left() {
    workers--;
  }

  /** No worker can be started, for a reason that those who wait may see. */
  synchronized void trouble(String reason) {
    line.trouble(reason);
    tellLine();
  }

  /** Has {@link #next} look again. */
  synchronized void wake() {
    notifyAll();
  }

  /** Waits for a job for a worker. Null when the worker or the engine has come to its end. */
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
        tell(job);
        tellLine();
        return attempt;
      }
      return null;
    } finally {
      line.busy();
    }
  }

  // --- what workers tell ---

  synchronized void progress(Attempt attempt, double share, String text) {
    if (isCurrent(attempt)) {
      attempt.job().progress(share, text);
      tell(attempt.job());
    }
  }

  synchronized boolean analysed(Attempt attempt, SongAnalysis analysis) {
    if (!isCurrent(attempt)) {
      return false;
    }
    attempt.job().analysed(analysis);
    tell(attempt.job());
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
        tell(job);
      }
    }
  }

  // --- how attempts end ---

  /** The remix is there. Its file is synced first: a job that is done stays done. */
  void done(Attempt attempt, RemixResult result) {
    LiveJob job = attempt.job();
    Path remix = files.remix(job.job().id(), attempt.number());
    try {
      JobFiles.seal(remix, result.bytes());
    } catch (IOException e) {
      died(attempt, "left no remix that can be read: " + e.getMessage(), false);
      return;
    }
    synchronized (this) {
      if (!isCurrent(attempt)) {
        return;
      }
      StoredJob next =
          job.stored().done(result.title(), result.bytes(), result.seconds(), Instant.now());
      end(job, next);
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
   * @param failure why, for whoever sent it
   */
  void failed(Attempt attempt, String failure) {
    fail(attempt, failure, false);
  }

  /**
   * The song takes too long. Returns whether that is so, and the worker is to be killed.
   *
   * @param failure why, for whoever sent it
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
      end(job, job.stored().failed(failure, Instant.now()));
    }
    job.feed().fail(failure);
    return true;
  }

  /**
   * The worker is gone, or as good as. The job is tried again, unless it has had its chances.
   * Returns whether that is so; otherwise the attempt had its end before.
   *
   * @param how what became of the worker: "was killed by SIGKILL"
   * @param fromOutside whether someone killed it
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
        end(job, next.failed(failure, Instant.now()));
      } else {
        save(next);
        job.become(next, null, "Its worker " + how + ", so another one will try.");
        line.add(job);
        notifyAll();
        tellLine();
      }
    }
    if (failure != null) {
      job.feed().fail(failure);
    }
    return true;
  }

  /** Cancels a job, if that is not too late. */
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
      end(job, job.stored().cancelled(Instant.now()));
      tellLine();
    }
    job.feed().fail("the remix was cancelled");
    if (attempt == null) {
      tidy(job);
    } else {
      attempt.worker().kill();
    }
    return true;
  }

  /** The worker of an attempt has stopped writing: files that are of no more use can go. */
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

  private void end(LiveJob job, StoredJob next) {
    job.become(next, null, "");
    JobLog.ended(next);
    // What can't be saved stays, and is tried again: otherwise the database would contradict us.
    if (save(next)) {
      live.remove(next.job().id());
    }
    tell(job);
  }

  private boolean save(StoredJob next) {
    try {
      store.save(next);
      return true;
    } catch (IOException e) {
      LOG.error("Job {} is {}, which can't be saved", next.job().id(), next.job().state(), e);
      return false;
    }
  }

  /** Saves what could not be saved. */
  synchronized void saveAgain() {
    live.values().removeIf(job -> job.job().state().isFinal() && save(job.stored()));
  }

  // --- what others see ---

  synchronized Optional<JobStatus> status(String id) {
    return Optional.ofNullable(live.get(id)).map(this::status);
  }

  synchronized Optional<AudioFeed> feed(String id) {
    return Optional.ofNullable(live.get(id)).map(LiveJob::feed);
  }

  synchronized Optional<RemixService.Subscription> listen(String id, Consumer<JobStatus> listener) {
    return Optional.ofNullable(live.get(id))
        .map(job -> job.subscribers().add(listener, status(job)));
  }

  synchronized EngineLoad load() {
    return new EngineLoad(workers, running().size(), line.waiting(), options.mayWait());
  }

  /** The attempts that are going on. */
  synchronized List<Attempt> running() {
    List<Attempt> running = new ArrayList<>();
    for (LiveJob job : live.values()) {
      Attempt attempt = job.attempt();
      if (attempt != null) {
        running.add(attempt);
      }
    }
    return running;
  }

  synchronized boolean isCurrent(Attempt attempt) {
    return attempt.job().attempt() == attempt && !closed;
  }

  /** There is a report on a worker that got stuck over the job. */
  synchronized void diagnosed(LiveJob job) {
    job.diagnosed();
    if (!job.job().state().isFinal()) {
      tell(job);
    }
  }

  private JobStatus status(LiveJob job) {
    int place = line.place(job);
    return job.status(place, line.text(place));
  }

  private void tell(LiveJob job) {
    if (!job.subscribers().isEmpty()) {
      job.subscribers().tell(status(job));
    }
  }

  private void tellLine() {
    line.all().forEach(this::tell);
  }

  // --- the end ---

  synchronized boolean isClosed() {
    return closed;
  }

  /** Leaves all jobs to the next engine. Those that were being done are none the worse for it. */
  void close() {
    List<LiveJob> left;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      for (Attempt attempt : running()) {
        attempt.discard();
        StoredJob next = attempt.job().stored().released();
        save(next);
        attempt.job().become(next, null, "");
      }
      left = List.copyOf(live.values());
      notifyAll();
    }
    left.forEach(job -> job.feed().fail("the engine is shutting down: try again in a minute"));
  }
}
