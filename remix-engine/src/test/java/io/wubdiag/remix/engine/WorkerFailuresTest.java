package io.wubdiag.remix.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wubdiag.remix.job.JobState;
import io.wubdiag.remix.worker.RemixFailedException;
import io.wubdiag.remix.worker.RemixResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The engine with workers and songs that fail. */
class WorkerFailuresTest extends EngineScenario {
  @Test
  void goesOnWhereDeadWorkerBrokeOff() throws Exception {
    CompletableFuture<Void> heard = new CompletableFuture<>();
    AtomicInteger attempts = new AtomicInteger();
    FakeWorkers workers =
        new FakeWorkers(
            (worker, request, told) -> {
              if (attempts.incrementAndGet() == 1) {
                FakeWorkers.remix(request, told);
                worker.await(heard);
                throw worker.die("was killed by SIGSEGV");
              }
              // A longer one than the first attempt got to.
              FakeWorkers.remix(request, told);
              Path output = Path.of(request.output());
              Files.writeString(output, "abcabcabcxyz");
              told.audible(12);
              return new RemixResult(12, 4, "title");
            });
    try (Engine engine = new Engine(options(), workers)) {
      String id = id(submit(engine, "abc"));
      try (InputStream audio = engine.audio(id, 0).orElseThrow()) {
        assertThat(audio.readNBytes(9)).isEqualTo("abcabcabc".getBytes(UTF_8));
        heard.complete(null);
        assertThat(audio.readAllBytes()).isEqualTo("xyz".getBytes(UTF_8));
      }
      assertThat(end(engine, id).job().attempts()).isEqualTo(2);
      assertThat(hear(engine, id, 0)).isEqualTo("abcabcabcxyz");
    }
    assertThat(workers.started).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void givesUpSongThatBringsDownTwoWorkers() throws Exception {
    FakeWorkers workers =
        new FakeWorkers(
            (worker, request, told) -> {
              if (request.name().startsWith("bad")) {
                throw worker.die("was killed by SIGSEGV");
              }
              return FakeWorkers.remix(request, told);
            });
    try (Engine engine = new Engine(options(), workers)) {
      String bad = id(submit(engine, "bad"));
      String good = id(submit(engine, "good"));
      JobStatus end = end(engine, bad);
      assertThat(end.job().state()).isEqualTo(JobState.FAILED);
      assertThat(end.text())
          .isEqualTo(
              "That song didn't work: 2 workers failed on it. The last one was killed by"
                  + " SIGSEGV.");
      assertThatThrownBy(() -> hear(engine, bad, 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("killed by SIGSEGV");
      assertThat(end(engine, good).job().state()).isEqualTo(JobState.DONE);
    }
  }

  @Test
  void doesNotBlameSongForKilledWorkers() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    FakeWorkers workers =
        new FakeWorkers(
            (worker, request, told) -> {
              if (attempts.incrementAndGet() <= 4) {
                worker.kill();
              }
              return FakeWorkers.remix(request, told);
            });
    try (Engine engine = new Engine(options(), workers)) {
      JobStatus end = end(engine, id(submit(engine, "abc")));
      assertThat(end.job().state()).isEqualTo(JobState.DONE);
      assertThat(end.job().attempts()).isEqualTo(5);
    }
  }

  @Test
  void failsSongAtFaultAtOnceAndKeepsItsWorker() throws Exception {
    FakeWorkers workers =
        new FakeWorkers(
            (worker, request, told) -> {
              if (request.name().startsWith("noise")) {
                throw new RemixFailedException("That is no song.");
              }
              return FakeWorkers.remix(request, told);
            });
    try (Engine engine = new Engine(options(), workers)) {
      JobStatus end = end(engine, id(submit(engine, "noise")));
      assertThat(end.text()).isEqualTo("That is no song.");
      assertThat(end.job().attempts()).isEqualTo(1);
      end(engine, id(submit(engine, "abc")));
      assertThat(workers.started).hasSize(1);
    }
  }

  @Test
  void replacesWorkerThatCannotBeReused() throws Exception {
    FakeWorkers workers =
        new FakeWorkers(false, (worker, request, told) -> FakeWorkers.remix(request, told));
    try (Engine engine = new Engine(options(), workers)) {
      end(engine, id(submit(engine, "1")));
      end(engine, id(submit(engine, "2")));
      assertThat(workers.started).hasSizeGreaterThanOrEqualTo(2);
      assertThat(workers.started.get(0).isAlive()).isFalse();
    }
  }

  @Test
  void endsSongThatTakesTooLong() throws Exception {
    FakeWorkers workers =
        new FakeWorkers(
            (worker, request, told) -> {
              worker.await(NEVER);
              return null;
            });
    EngineOptions hasty =
        options()
            .withJobTimeout(Duration.ofMillis(50))
            .withWatchdog(Duration.ofMillis(400), Duration.ofSeconds(1));
    try (Engine engine = new Engine(hasty, workers)) {
      JobStatus end = end(engine, id(submit(engine, "abc")));
      assertThat(end.text())
          .isEqualTo("That song didn't work: it took longer than the limit of 0 seconds.");
      assertThat(end.job().attempts()).isEqualTo(1);
    }
  }

  @Test
  void keepsReportOnStuckWorkerAndTriesAgain() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    FakeWorkers workers =
        new FakeWorkers(
            (worker, request, told) -> {
              if (attempts.incrementAndGet() == 1) {
                worker.await(NEVER);
              }
              return FakeWorkers.remix(request, told);
            });
    EngineOptions watchful = options().withWatchdog(Duration.ofMillis(300), Duration.ofSeconds(1));
    try (Engine engine =
        new Engine(watchful, workers, timeout -> new TreeDump("Hung.", "It hangs.\n", "{}"))) {
      String id = id(submit(engine, "abc"));
      JobStatus end = end(engine, id);
      assertThat(end.job().state()).isEqualTo(JobState.DONE);
      assertThat(end.job().attempts()).isEqualTo(2);
      assertThat(end.diagnosed()).isTrue();
      assertThat(engine.diagnosis(id).orElseThrow())
          .startsWith("Attempt 1: worker 1 (pid 1000000001) had been silent for")
          .endsWith("It hangs.\n\n");
    }
  }

  @Test
  void saysSoWhenStuckWorkerCannotBeLookedInto() throws Exception {
    FakeWorkers workers =
        new FakeWorkers(
            (worker, request, told) -> {
              worker.await(NEVER);
              return null;
            });
    EngineOptions watchful = options().withWatchdog(Duration.ofMillis(300), Duration.ofSeconds(1));
    Watchdog.Dumper broken =
        timeout -> {
          throw new IOException("/proc can't be read");
        };
    try (Engine engine = new Engine(watchful, workers, broken)) {
      String id = id(submit(engine, "abc"));
      JobStatus end = end(engine, id);
      assertThat(end.text())
          .isEqualTo("That song didn't work: 2 workers failed on it. The last one got stuck.");
      assertThat(engine.diagnosis(id).orElseThrow())
          .contains("Attempt 1: worker 1 ", "Attempt 2: worker 2 ")
          .contains("wubdiag could not look into it: ", "/proc can't be read");
    }
  }

  @Test
  void waitsLongerAndLongerForWorkersThatDoNotStart() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    FakeWorkers well = new FakeWorkers((worker, request, told) -> FakeWorkers.remix(request, told));
    CompletableFuture<JobStatus> told = new CompletableFuture<>();
    try (Engine engine =
        new Engine(
            options(),
            () -> {
              if (starts.incrementAndGet() <= 2) {
                throw new IOException("no memory");
              }
              told.join();
              return well.start();
            })) {
      String id = id(submit(engine, "abc"));
      engine.listen(
          id,
          status -> {
            if (status.text().contains("no memory")) {
              told.complete(status);
            }
          });
      assertThat(told.get(10, TimeUnit.SECONDS).text())
          .isEqualTo("Number 1 in line: no worker can be started: no memory");
      assertThat(end(engine, id).job().state()).isEqualTo(JobState.DONE);
    }
    assertThat(WorkerSlot.pause(1)).isEqualTo(100);
    assertThat(WorkerSlot.pause(4)).isEqualTo(800);
    assertThat(WorkerSlot.pause(1000)).isEqualTo(30_000);
  }

  @Test
  void replacesIdleWorkerThatDied() throws Exception {
    FakeWorkers workers =
        new FakeWorkers((worker, request, told) -> FakeWorkers.remix(request, told));
    try (Engine engine = new Engine(options(), workers)) {
      end(engine, id(submit(engine, "1")));
      workers.started.get(0).kill();
      end(engine, id(submit(engine, "2")));
      assertThat(workers.started).hasSize(2);
    }
  }
}
