package io.wubdiag.remix.engine;

import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.arrange.RemixListener;
import io.wubdiag.remix.job.Job;
import io.wubdiag.remix.job.JobFiles;
import io.wubdiag.remix.worker.RemixFailedException;
import io.wubdiag.remix.worker.RemixRequest;
import io.wubdiag.remix.worker.RemixResult;
import io.wubdiag.remix.worker.Worker;
import io.wubdiag.remix.worker.WorkerDiedException;
import io.wubdiag.remix.worker.WorkerFactory;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one worker at a time: starts it, gives it one job after another, and starts a new one after
 * its end. If workers end without having done anything, it waits longer each time.
 */
final class WorkerSlot implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerSlot.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  /** A worker that has waited this long counts as useful, even if there was no job for it. */
  private static final long GOOD_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** How long a worker may take to end after its connection has ended. */
  private static final long EXIT_SECONDS = 5;

  private final JobQueue queue;
  private final JobFiles files;
  private final WorkerFactory factory;
  private volatile @Nullable Worker worker;

  WorkerSlot(JobQueue queue, JobFiles files, WorkerFactory factory) {
    this.queue = queue;
    this.files = files;
    this.factory = factory;
  }

  @Override
  public void run() {
    int failures = 0;
    try {
      while (!queue.isClosed()) {
        if (failures > 0) {
          Thread.sleep(pause(failures));
        }
        failures = isOfUse() ? 0 : failures + 1;
      }
    } catch (InterruptedException e) {
      // The engine is shutting down.
    }
  }

  /** Runs one worker. Survives any failure. */
  private boolean isOfUse() throws InterruptedException {
    try {
      return startAndUse();
    } catch (RuntimeException | Error e) {
      LOG.error("A worker slot failed; it continues with a new worker", e);
      return false;
    }
  }

  /**
   * How long to wait after a number of useless workers in a row, in milliseconds: twice as long
   * each time, up to half a minute.
   */
  static long pause(int failures) {
    return Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures - 1, 20));
  }

  /** Starts a worker and gives it jobs until it ends. Returns whether it was useful. */
  private boolean startAndUse() throws InterruptedException {
    Worker started;
    try {
      started = factory.start();
    } catch (IOException | RuntimeException | LinkageError e) {
      if (!queue.isClosed()) {
        LOG.error("No worker can be started", e);
      }
      queue.trouble("no worker can be started: " + firstLine(e));
      return false;
    }
    worker = started;
    queue.joined();
    long since = System.nanoTime();
    try {
      started.exit().thenRun(queue::wake);
      boolean worked = use(started);
      return worked || System.nanoTime() - since > GOOD_AFTER_NANOS;
    } finally {
      queue.left();
      started.close();
      worker = null;
    }
  }

  private boolean use(Worker started) throws InterruptedException {
    boolean worked = false;
    boolean goesOn = true;
    while (goesOn) {
      Attempt attempt = queue.next(started);
      if (attempt == null) {
        return worked;
      }
      goesOn = remix(attempt) && started.isReusable();
      worked = true;
    }
    return worked;
  }

  /** Runs one job. Returns whether the worker can take another. */
  private boolean remix(Attempt attempt) throws InterruptedException {
    Worker at = attempt.worker();
    boolean well = false;
    try {
      RemixResult result = at.remix(request(attempt), new Listener(attempt));
      well = true;
      queue.done(attempt, result);
    } catch (RemixFailedException e) {
      well = true;
      queue.failed(attempt, messageOf(e));
    } catch (WorkerDiedException e) {
      String how = end(at);
      queue.died(attempt, how, how.contains("SIGKILL") || how.contains("SIGTERM"));
    } catch (RuntimeException | LinkageError e) {
      LOG.error("{} failed over job {}", attempt.workerName(), attempt.job().job().id(), e);
      queue.died(attempt, "failed: " + firstLine(e), false);
    } finally {
      if (!well) {
        at.kill();
      }
      queue.tidy(attempt.job());
    }
    return well && !attempt.isDiscarded();
  }

  private RemixRequest request(Attempt attempt) {
    Job job = attempt.job().job();
    String song = files.song(job.id()).toString();
    String output = files.remix(job.id(), attempt.number()).toString();
    return new RemixRequest(job.id(), song, job.name(), job.style(), output);
  }

  /** How a worker ended. A worker that has only closed its connection is killed. */
  private static String end(Worker at) throws InterruptedException {
    try {
      return at.exit().get(EXIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return "no longer answered";
    }
  }

  private static String messageOf(Throwable e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static String firstLine(Throwable e) {
    return messageOf(e).lines().findFirst().orElse("");
  }

  /** Ends the worker, whatever it is doing. */
  void kill() {
    Worker at = worker;
    if (at != null) {
      at.kill();
    }
  }

  /** Passes a worker's messages on to the queue. */
  private final class Listener implements RemixListener {
    private final Attempt attempt;

    Listener(Attempt attempt) {
      this.attempt = attempt;
    }

    @Override
    public void progress(double share, String text) {
      attempt.heard();
      queue.progress(attempt, share, text);
    }

    @Override
    public void analysed(SongAnalysis analysis) {
      attempt.heard();
      if (queue.analysed(attempt, analysis)) {
        AnalysisFile.write(files.analysis(attempt.job().job().id()), analysis);
      }
    }

    @Override
    public void audible(long bytes) {
      attempt.heard();
      try {
        queue.audible(attempt, bytes);
      } catch (IOException e) {
        LOG.warn("The remix of job {} can't be read", attempt.job().job().id(), e);
      }
    }
  }
}
