package io.wubdiag.remix.engine;

import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.job.JobFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches workers that have a job. A worker that takes too long is killed, and the job fails. A
 * silent worker is stuck: wubdiag dumps it, the report is kept with the job, the worker is killed,
 * and the job is tried again. One dump serves all workers that are stuck at the same time.
 */
final class Watchdog {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

  /** How long to wait for a dump beyond its own timeout. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final EngineOptions options;
  private final JobQueue queue;
  private final JobFiles files;
  private final Dumper dumper;
  private @Nullable CompletableFuture<TreeDump> dump;
  private List<Attempt> suspects = List.of();

  /** Dumps the engine and its workers, within a timeout that the dumper itself observes. */
  interface Dumper {
    TreeDump take(Duration timeout) throws IOException;
  }

  Watchdog(EngineOptions options, JobQueue queue, JobFiles files, Dumper dumper) {
    this.options = options;
    this.queue = queue;
    this.files = files;
    this.dumper = dumper;
  }

  /** The interval between checks. */
  Duration period() {
    Duration quarter = options.stallAfter().dividedBy(4);
    return quarter.compareTo(LONGEST_TICK) < 0 ? quarter : LONGEST_TICK;
  }

  /** Checks once. Only one thread at a time may call this. */
  void tick() {
    List<Attempt> running = queue.running();
    for (Attempt attempt : running) {
      Duration limit = limit(attempt);
      if (attempt.age().compareTo(limit) > 0) {
        if (queue.timedOut(attempt, Failures.ofTimeout(limit))) {
          attempt.worker().kill();
        }
      }
    }
    CompletableFuture<TreeDump> current = dump;
    if (current == null) {
      suspects = silent(running);
      if (!suspects.isEmpty()) {
        dump = begin();
      }
    } else if (current.isDone()) {
      TreeDump taken = current.exceptionally(TreeDump::failed).join();
      dump = null;
      silent(suspects).forEach(attempt -> stuck(attempt, taken));
      suspects = List.of();
    }
  }

  private Duration limit(Attempt attempt) {
    SongAnalysis analysis = attempt.job().analysis();
    double seconds = analysis == null ? 0 : analysis.seconds();
    return options.jobTimeout().plusMillis((long) (seconds * options.timeoutPerSecond() * 1000));
  }

  private List<Attempt> silent(List<Attempt> attempts) {
    List<Attempt> silent = new ArrayList<>();
    for (Attempt attempt : attempts) {
      if (queue.isCurrent(attempt) && attempt.silence().compareTo(options.stallAfter()) > 0) {
        silent.add(attempt);
      }
    }
    return silent;
  }

  /** Dumps in a separate thread, which is abandoned if it does not return. */
  private CompletableFuture<TreeDump> begin() {
    CompletableFuture<TreeDump> taken = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                taken.complete(dumper.take(options.dumpTimeout()));
              } catch (IOException | RuntimeException | Error e) {
                taken.completeExceptionally(e);
              }
            },
            "watchdog's dump");
    thread.setDaemon(true);
    thread.start();
    Duration patience = options.dumpTimeout().plus(GRACE);
    return taken.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void stuck(Attempt attempt, TreeDump taken) {
    String id = attempt.job().job().id();
    long seconds = attempt.silence().toSeconds();
    LOG.warn(
        "Job {}: {} has been silent for {} s. {}",
        id,
        attempt.workerName(),
        seconds,
        taken.summary());
    String heading =
        "Attempt "
            + attempt.number()
            + ": "
            + attempt.workerName()
            + " had been silent for "
            + seconds
            + " s, and was killed. wubdiag's report before that:\n\n";
    try {
      files.addDiagnosis(id, attempt.number(), heading + taken.text() + "\n", taken.json());
      queue.diagnosed(attempt.job());
    } catch (IOException e) {
      LOG.error("The report on {} can't be kept with job {}", attempt.workerName(), id, e);
    }
    if (queue.died(attempt, "got stuck", false)) {
      attempt.worker().kill();
    }
  }
}
