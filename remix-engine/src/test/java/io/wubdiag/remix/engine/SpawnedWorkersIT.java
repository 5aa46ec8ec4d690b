package io.wubdiag.remix.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.job.JobState;
import io.wubdiag.remix.worker.ScriptedRemixer;
import io.wubdiag.remix.worker.SpawnedWorkers;
import io.wubdiag.remix.worker.WorkerSettings;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engine with workers that are JVMs of their own, and come to grief in every way. */
@Timeout(120)
class SpawnedWorkersIT {
  private static final Duration PATIENT = Duration.ofSeconds(60);

  @TempDir Path directory;

  private Engine engine(int workers, Duration stallAfter) throws Exception {
    WorkerSettings settings =
        WorkerSettings.of(directory.resolve("workers"), ScriptedRemixer.class)
            .withWarmUp(Duration.ZERO);
    EngineOptions options =
        EngineOptions.in(directory)
            .withWorkers(workers)
            .withMayWait(10)
            .withWatchdog(stallAfter, Duration.ofSeconds(10));
    return new Engine(options, new SpawnedWorkers(settings));
  }

  private static String submit(Engine engine, String script) throws Exception {
    Path upload = Files.writeString(Files.createTempFile(engine.uploads(), "up", ""), script);
    return engine.submit(upload, "song.mp3", Style.DUBSTEP).job().id();
  }

  private static JobStatus end(Engine engine, String id) throws Exception {
    BlockingQueue<JobStatus> heard = new LinkedBlockingQueue<>();
    try (RemixService.Subscription subscription = engine.listen(id, heard::add).orElseThrow()) {
      JobStatus status = heard.take();
      while (!status.job().state().isFinal()) {
        status = heard.take();
      }
      return status;
    }
  }

  @Test
  void givesEachSongWhatItDeserves() throws Exception {
    try (Engine engine = engine(2, PATIENT)) {
      String good = submit(engine, "progress\nlog 10\n");
      String noise = submit(engine, "undecodable\n");
      String crash = submit(engine, "exit 7\n");
      String bug = submit(engine, "bug\n");
      String last = submit(engine, "progress\n");

      assertThat(end(engine, good).job().state()).isEqualTo(JobState.DONE);
      try (InputStream audio = engine.audio(good, 0).orElseThrow()) {
        assertThat(new String(audio.readAllBytes(), UTF_8)).isEqualTo("sound");
      }
      assertThat(end(engine, noise).text()).isEqualTo("That is no music.");
      assertThat(end(engine, crash).text())
          .isEqualTo(
              "That song didn't work: 2 workers failed on it. The last one exited with"
                  + " code 7.");
      assertThat(end(engine, bug).job().state()).isEqualTo(JobState.FAILED);
      assertThat(end(engine, last).job().state()).isEqualTo(JobState.DONE);
    }
  }

  @Test
  void namesWhereWorkerHangs() throws Exception {
    try (Engine engine = engine(1, Duration.ofSeconds(1))) {
      JobStatus hung = end(engine, submit(engine, "hang\n"));
      assertThat(hung.job().state()).isEqualTo(JobState.FAILED);
      assertThat(hung.job().attempts()).isEqualTo(2);
      assertThat(engine.diagnosis(hung.job().id()).orElseThrow())
          .contains("Attempt 1: worker 1 (pid ", "Attempt 2: worker 2 (pid ")
          .contains("ScriptedRemixer.remix");
    }
  }

  @Test
  void outlivesWorkersKilledAtWork() throws Exception {
    try (Engine engine = engine(1, PATIENT)) {
      CompletableFuture<Void> hanging = new CompletableFuture<>();
      String id = submit(engine, "hang\n");
      engine.listen(
          id,
          status -> {
            if (status.text().equals("hanging")) {
              hanging.complete(null);
            }
          });
      hanging.join();
      assertThat(workers()).hasSize(1).allMatch(ProcessHandle::destroyForcibly);
      String next = submit(engine, "progress\n");
      engine.cancel(id);
      assertThat(end(engine, next).job().state()).isEqualTo(JobState.DONE);
    }
    assertThat(workers()).isEmpty();
  }

  private List<ProcessHandle> workers() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains(directory.toString()))
        .toList();
  }
}
