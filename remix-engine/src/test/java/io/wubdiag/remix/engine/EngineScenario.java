package io.wubdiag.remix.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.wubdiag.remix.arrange.Style;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What tests of an {@link Engine} with {@link FakeWorkers} share. */
@Timeout(60)
abstract class EngineScenario {
  static final CompletableFuture<Void> NEVER = new CompletableFuture<>();

  @TempDir Path directory;

  EngineOptions options() {
    return EngineOptions.in(directory).withWorkers(1).withMayWait(2);
  }

  static JobStatus submit(Engine engine, String song) throws Exception {
    Path upload = Files.writeString(Files.createTempFile(engine.uploads(), "up", ""), song);
    return engine.submit(upload, "C:\\music\\../" + song + "\u202e.mp3", Style.DUBSTEP);
  }

  static String id(JobStatus status) {
    return status.job().id();
  }

  /** Waits for the end of a job. */
  static JobStatus end(Engine engine, String id) throws Exception {
    CompletableFuture<JobStatus> end = new CompletableFuture<>();
    try (RemixService.Subscription subscription =
        engine
            .listen(
                id,
                status -> {
                  if (status.job().state().isFinal()) {
                    end.complete(status);
                  }
                })
            .orElseThrow()) {
      return end.get(30, TimeUnit.SECONDS);
    }
  }

  static String hear(Engine engine, String id, long from) throws Exception {
    try (InputStream audio = engine.audio(id, from).orElseThrow()) {
      return new String(audio.readAllBytes(), UTF_8);
    }
  }
}
