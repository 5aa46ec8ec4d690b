package io.wubdiag.remix.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.job.JobFiles;
import io.wubdiag.remix.job.JobState;
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
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/**
 * The queue against a model of it, a page long: random songs, workers, deaths, cancellations, late
 * words of workers given up long ago, and ends of the engine. After each step, queue and database
 * must both be as the model is.
 */
class JobQueueModelTest {
  private static final int STEPS = 250;

  @TempDir Path directory;

  /** What is to be known of a job. */
  private static final class Expected {
    JobState state = JobState.QUEUED;
    int attempts;
    int crashes;
    int kills;
    int interruptions;

    /** The attempt that goes on. */
    @Nullable Attempt attempt;

    void leave(JobState next) {
      state = next;
      attempt = null;
    }

    void queuedAgain(EngineOptions options) {
      boolean spent = crashes >= options.maxCrashes() || kills >= options.maxKills();
      leave(spent ? JobState.FAILED : JobState.QUEUED);
    }
  }

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final Map<String, Expected> model = new LinkedHashMap<>();
  private final List<Attempt> attempts = new ArrayList<>();
  private final List<String> trace = new ArrayList<>();
  private final FakeWorkers workers = new FakeWorkers((worker, request, told) -> null);
  private EngineOptions options;
  private JobStore store;
  private JobFiles files;
  private JobQueue queue;

  @RepeatedTest(3)
  void doesAsItsModel() throws Exception {
    options = EngineOptions.in(directory).withMayWait(4).withPatience(2, 3, 3);
    start();
    try {
      for (int i = 0; i < STEPS; i++) {
        step();
        compare();
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ", after " + trace, e);
    } finally {
      queue.close();
      store.close();
    }
  }

  private void step() throws Exception {
    int choice = random.nextInt(100);
    if (choice < 30) {
      submit();
    } else if (choice < 55) {
      next();
    } else if (choice < 88 && !attempts.isEmpty()) {
      // Half of the time the latest, else any that ever was.
      int last = attempts.size() - 1;
      tell(attempts.get(random.nextBoolean() ? last : random.nextInt(last + 1)));
    } else if (choice < 95 && !model.isEmpty()) {
      List<String> ids = List.copyOf(model.keySet());
      cancel(ids.get(random.nextInt(ids.size())));
    } else if (choice >= 98) {
      restart(random.nextBoolean());
    }
  }

  private void start() throws IOException {
    files = new JobFiles(directory);
    store = JobStore.open(directory, files.any());
    queue = new JobQueue(options, store, files, Runnable::run);
    new Recovery(options, store, files).run().forEach(queue::restore);
  }

  private long count(JobState state) {
    return model.values().stream().filter(job -> job.state == state).count();
  }

  private void submit() throws IOException {
    boolean full = count(JobState.QUEUED) >= options.mayWait();
    try {
      queue.reserve();
    } catch (QueueFullException e) {
      trace.add("refuse");
      assertThat(full).isTrue();
      return;
    }
    assertThat(full).isFalse();
    String id = JobFiles.newId();
    trace.add("submit " + id);
    files.takeIn(Files.writeString(files.uploads().resolve(id), "abc"), id);
    queue.add(store.insert(id, "song", Style.DUBSTEP, Instant.now()));
    model.put(id, new Expected());
  }

  private void next() throws Exception {
    for (Map.Entry<String, Expected> entry : model.entrySet()) {
      Expected job = entry.getValue();
      if (job.state == JobState.QUEUED) {
        trace.add("next " + entry.getKey());
        Worker worker = workers.start();
        Attempt attempt = queue.next(worker);
        assertThat(attempt.job().job().id()).isEqualTo(entry.getKey());
        job.state = JobState.RUNNING;
        job.attempts++;
        job.attempt = attempt;
        attempts.add(attempt);
        return;
      }
    }
  }

  private void tell(Attempt attempt) throws IOException {
    String id = attempt.job().job().id();
    Expected job = model.get(id);
    boolean current = job.attempt == attempt;
    Path remix = files.remix(id, attempt.number());
    int what = random.nextInt(7);
    trace.add((current ? "tell " : "tell in vain ") + what + " " + id);
    switch (what) {
      case 0 -> queue.progress(attempt, 0.5, "Half");
      case 1 -> {
        if (current) {
          Files.writeString(remix, "abcabc");
        }
        queue.audible(attempt, 3);
      }
      case 2 -> {
        if (current) {
          Files.writeString(remix, "abcabc");
          job.leave(JobState.DONE);
        }
        queue.done(attempt, new RemixResult(6, 1, "title"));
      }
      case 3 -> {
        if (current) {
          job.leave(JobState.FAILED);
        }
        queue.failed(attempt, "no song");
      }
      case 4 -> {
        if (current) {
          job.leave(JobState.FAILED);
        }
        assertThat(queue.timedOut(attempt, "too long")).isEqualTo(current);
      }
      case 5 -> {
        if (current) {
          job.crashes++;
          job.queuedAgain(options);
        }
        assertThat(queue.died(attempt, "crashed", false)).isEqualTo(current);
      }
      case 6 -> {
        if (current) {
          job.kills++;
          job.queuedAgain(options);
        }
        assertThat(queue.died(attempt, "was killed", true)).isEqualTo(current);
      }
      default -> fail();
    }
    queue.tidy(attempt.job());
  }

  private void cancel(String id) {
    trace.add("cancel " + id);
    Expected job = model.get(id);
    Attempt attempt = job.attempt;
    assertThat(queue.cancel(id)).isEqualTo(!job.state.isFinal());
    if (!job.state.isFinal()) {
      job.leave(JobState.CANCELLED);
      if (attempt != null) {
        assertThat(attempt.worker().isAlive()).isFalse();
      }
    }
  }

  /** Closes the engine and starts another, or leaves it as kill -9 would. */
  private void restart(boolean notice) throws IOException {
    trace.add(notice ? "close" : "kill");
    if (notice) {
      queue.close();
    }
    store.close();
    for (Expected job : model.values()) {
      if (job.state == JobState.RUNNING) {
        job.interruptions += notice ? 0 : 1;
        boolean spent = job.interruptions >= options.maxInterruptions();
        job.leave(spent ? JobState.FAILED : JobState.QUEUED);
      }
    }
    attempts.clear();
    start();
  }

  private void compare() throws IOException {
    Map<String, StoredJob> rows = new LinkedHashMap<>();
    store.unfinished().forEach(row -> rows.put(row.job().id(), row));
    store.finished().forEach(row -> rows.put(row.job().id(), row));
    assertThat(rows.keySet()).isEqualTo(model.keySet());
    int place = 0;
    for (Map.Entry<String, Expected> entry : model.entrySet()) {
      Expected job = entry.getValue();
      StoredJob row = rows.get(entry.getKey());
      assertThat(row.job().state()).isEqualTo(job.state);
      assertThat(row.job().attempts()).isEqualTo(job.attempts);
      assertThat(row.crashes()).isEqualTo(job.crashes);
      assertThat(row.kills()).isEqualTo(job.kills);
      assertThat(row.interruptions()).isEqualTo(job.interruptions);
      if (job.state.isFinal()) {
        assertThat(queue.status(entry.getKey())).isEmpty();
      } else {
        JobStatus status = queue.status(entry.getKey()).orElseThrow();
        assertThat(status.job()).isEqualTo(row.job());
        place += job.state == JobState.QUEUED ? 1 : 0;
        assertThat(status.placeInLine()).isEqualTo(job.state == JobState.QUEUED ? place : 0);
      }
      boolean hasRemix = Files.exists(files.remix(entry.getKey(), job.attempts));
      assertThat(job.state == JobState.DONE)
          .as("remix of %s", job.state)
          .matches(done -> !done || hasRemix);
    }
    EngineLoad load = queue.load();
    assertThat(load.waiting()).isEqualTo((int) count(JobState.QUEUED));
    assertThat(load.running()).isEqualTo((int) count(JobState.RUNNING));
  }
}
