package io.wubdiag.remix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wubdiag.remix.audio.DemoSong;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of songs when processes of {@code remix serve}, or of {@code remix}, come to grief.
 */
@Timeout(180)
class ServeFaultsIT {
  @TempDir private static Path songs;
  @TempDir private Path home;
  private static Path song;
  private static Path longSong;

  @BeforeAll
  static void write() throws IOException {
    song = songs.resolve("song.wav");
    DemoSong.of(120, 8, 1).writeWav(song);
    longSong = songs.resolve("long.wav");
    DemoSong.of(128, 45, 2).writeWav(longSong);
  }

  @Test
  void doesSongsWhoseWorkersCrashOrStop() throws Exception {
    try (EngineProcess engine =
        EngineProcess.start(home, "--workers", "1", "--stall-after", "3s")) {
      String crashed = engine.submit(longSong, "crashed.wav");
      EngineProcess.signal("SEGV", engine.workerAt(crashed));
      engine.assertDone(crashed);
      assertThat(engine.job(crashed).get("attempts").asInt()).isEqualTo(2);
      assertThat(engine.log()).contains("crashed: SIGSEGV");

      String stopped = engine.submit(longSong, "stopped.wav");
      long worker = engine.workerAt(stopped);
      EngineProcess.signal("STOP", worker);
      engine.assertDone(stopped);

      JsonNode job = engine.job(stopped);
      assertThat(job.get("attempts").asInt()).isEqualTo(2);
      assertThat(job.get("diagnosed").asBoolean()).isTrue();
      HttpResponse<String> report =
          engine.send(engine.request("jobs/" + stopped + "/diagnosis").build());
      assertThat(report.body())
          .contains("Attempt 1: worker ", "(pid " + worker + ")", "stopped by a signal");
      assertThat(engine.log()).contains("{" + stopped + "} worker ", "got stuck; tried again");

      assertThat(engine.process().isAlive()).isTrue();
      EngineProcess.await(() -> engine.leftovers().isEmpty());
      assertThat(attachFiles(worker)).isEmpty();
    }
  }

  /** Where a JVM that was looked into leaves a socket, unless it ends in order. */
  private static List<Path> attachFiles(long pid) {
    return Stream.of("/tmp/.java_pid" + pid, "/tmp/.attach_pid" + pid)
        .map(Path::of)
        .filter(Files::exists)
        .toList();
  }

  @Test
  void leavesNothingOfWorkerThatWasLookedIntoAndKilled() throws Exception {
    try (EngineProcess engine = EngineProcess.start(home, "--workers", "1")) {
      String id = engine.submit(longSong);
      long worker = engine.workerAt(id);
      Command.run(System.getProperty("wubdiag.launcher"), "dump", Long.toString(engine.pid()));
      EngineProcess.signal("KILL", worker);
      engine.assertDone(id);
      assertThat(attachFiles(worker)).isEmpty();

      Command.run(System.getProperty("wubdiag.launcher"), "dump", Long.toString(engine.pid()));
      List<ProcessHandle> last = engine.workers();
      engine.submit(longSong);
      engine.stop();
      assertThat(last).isNotEmpty().allMatch(process -> attachFiles(process.pid()).isEmpty());
      assertThat(engine.leftovers()).noneMatch(file -> file.contains("running"));
    }
  }

  @Test
  void keepsWhatItAcceptedWhenKilledAndWhenStopped() throws Exception {
    List<String> accepted = new ArrayList<>();
    EngineProcess first = EngineProcess.start(home);
    List<ProcessHandle> workers = first.workers();
    for (int i = 0; i < 5; i++) {
      accepted.add(first.submit(i < 2 ? longSong : song, i + ".wav"));
    }
    first.workerAt(accepted.get(0));
    EngineProcess.signal("KILL", first.pid());
    for (ProcessHandle worker : workers) {
      worker.onExit().get(5, TimeUnit.SECONDS);
    }

    EngineProcess second = EngineProcess.start(home);
    second.workerAt(accepted.get(0));
    accepted.add(second.submit(song, "late.wav"));
    long begun = System.nanoTime();
    assertThat(second.stop()).isEqualTo(143);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(12));
    assertThat(second.leftovers()).noneMatch(file -> !file.endsWith("/song"));

    try (EngineProcess third = EngineProcess.start(home)) {
      for (String id : accepted) {
        third.assertDone(id);
      }
      EngineProcess.await(() -> third.leftovers().isEmpty());
    }
  }

  @Test
  void saysInALineWhyItCannotStart() throws Exception {
    Path data = home.resolve("data");
    Path file = Files.createFile(home.resolve("file"));
    assertRefused(EngineProcess.command(home, file), "is not a directory");
    assertRefused(EngineProcess.command(home, file.resolve("below")), "Not a directory");
    assertRefused(EngineProcess.command(home, Path.of("/proc/remix")), "/proc/remix can't be used");
    try (ServerSocket taken = new ServerSocket(0)) {
      assertRefused(
          EngineProcess.command(home, data, "--port", Integer.toString(taken.getLocalPort())),
          "Can't listen on port " + taken.getLocalPort());
    }
    try (EngineProcess engine = EngineProcess.start(home)) {
      String id = engine.submit(longSong);
      engine.workerAt(id);
      assertRefused(
          EngineProcess.command(home, data), "another engine uses", "process " + engine.pid());
      engine.assertDone(id);
      assertThat(engine.job(id).get("attempts").asInt()).isEqualTo(1);
    }
  }

  private void assertRefused(ProcessBuilder command, String... words) throws Exception {
    Process process = command.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    List<String> err =
        new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.startsWith("NOTE: Picked up JDK_JAVA_OPTIONS"))
            .toList();
    assertThat(process.waitFor()).as(String.join("\n", err)).isEqualTo(3);
    assertThat(out).isEmpty();
    assertThat(err).hasSize(1);
    assertThat(err.get(0)).startsWith("remix: ").contains(words);
  }

  @Test
  void leavesNothingOfRemixThatIsInterrupted() throws Exception {
    Path temporary = Files.createDirectory(home.resolve("tmp"));
    Path out = Files.createDirectory(home.resolve("out"));
    for (String milestone : List.of("Starting a worker", "Decoding", "Arranging section 1 of")) {
      ProcessBuilder command =
          new ProcessBuilder(
              System.getProperty("remix.launcher"),
              longSong.toString(),
              "-o",
              out.resolve("remix.mp3").toString());
      command.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
      Process process = command.start();
      List<ProcessHandle> workers = new ArrayList<>();
      List<String> said = new ArrayList<>();
      try (BufferedReader err =
          new BufferedReader(
              new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
        for (String line = err.readLine(); line != null; line = err.readLine()) {
          said.add(line);
          if (line.startsWith(milestone)) {
            workers.addAll(process.descendants().toList());
            process.toHandle().destroy();
          }
        }
      }

      assertThat(process.waitFor()).isEqualTo(143);
      assertThat(workers).noneMatch(ProcessHandle::isAlive);
      assertThat(String.join("\n", said)).doesNotContain("didn't work", "fault");
      assertThat(out).isEmptyDirectory();
      assertThat(temporary).isEmptyDirectory();
    }
  }
}
