package io.wubdiag.remix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wubdiag.remix.audio.DemoSong;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code remix serve} with real workers: songs in, remixes out. */
@Timeout(180)
class ServeIT {
  @TempDir private static Path home;
  private static Path song;
  private static Path longSong;
  private static EngineProcess engine;

  @BeforeAll
  static void start() throws Exception {
    song = home.resolve("Night Bus.wav");
    DemoSong.of(120, 10, 1).writeWav(song);
    longSong = home.resolve("long.wav");
    DemoSong.of(128, 90, 2).writeWav(longSong);
    engine = EngineProcess.start(home);
  }

  @AfterAll
  static void stop() throws Exception {
    if (engine != null) {
      engine.close();
    }
  }

  @Test
  void makesOfAnUploadedFormWhatTheCommandMakes() throws Exception {
    Path made = home.resolve("made.mp3");
    Command.Result command = Command.remix(song.toString(), "-q", "-o", made.toString());
    assertThat(command.exitCode()).as(command.err()).isZero();

    HttpResponse<String> answer =
        engine.post("jobs", form(Files.readAllBytes(song)), "multipart/form-data; boundary=xyz");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    String id = EngineProcess.parsed(answer.body()).get("id").asText();
    List<String> texts = new ArrayList<>();
    JsonNode last =
        engine.follow(
            id,
            job -> {
              texts.add(job.get("text").asText());
              return false;
            });
    assertThat(last.get("state").asText()).isEqualTo("done");
    assertThat(last.get("title").asText()).isEqualTo("Night Bus (Wub Machine Remix)");
    assertThat(texts).anyMatch(text -> text.startsWith("Arranging section "));
    assertThat(engine.bytes("jobs/" + id + "/download")).isEqualTo(Files.readAllBytes(made));
    assertThat(engine.log())
        .containsPattern("engine \\[.*\\{" + id + "} Accepted Night Bus.wav, dubstep, number 1")
        .containsPattern("\\{" + id + "} Started by worker \\d+ \\(pid \\d+\\), attempt 1")
        .containsPattern("\\{" + id + "} Done after [0-9.]+ s, \\d+ bytes");
  }

  private static HttpRequest.BodyPublisher form(byte[] song) {
    String head =
        "--xyz\r\nContent-Disposition: form-data; name=\"style\"\r\n\r\ndubstep\r\n--xyz\r\n"
            + "Content-Disposition: form-data; name=\"song\"; filename=\"Night Bus.wav\"\r\n"
            + "Content-Type: audio/wav\r\n\r\n";
    return BodyPublishers.concat(
        BodyPublishers.ofString(head),
        BodyPublishers.ofByteArray(song),
        BodyPublishers.ofString("\r\n--xyz--\r\n"));
  }

  @Test
  void streamsARemixWhileItIsMade() throws Exception {
    String id = engine.submit(longSong);
    engine.follow(id, job -> job.get("audibleBytes").asLong() > 0);
    HttpResponse<InputStream> stream =
        EngineProcess.http()
            .send(engine.request("jobs/" + id + "/audio").build(), BodyHandlers.ofInputStream());
    byte[] whole;
    try (InputStream body = stream.body()) {
      byte[] first = body.readNBytes(1000);
      assertThat(engine.job(id).get("state").asText()).isEqualTo("running");
      byte[] rest = body.readAllBytes();
      whole = new byte[first.length + rest.length];
      System.arraycopy(first, 0, whole, 0, first.length);
      System.arraycopy(rest, 0, whole, first.length, rest.length);
    }

    engine.assertDone(id);
    assertThat(engine.bytes("jobs/" + id + "/download")).isEqualTo(whole);
    HttpResponse<byte[]> part =
        EngineProcess.http()
            .send(
                engine.request("jobs/" + id + "/audio").header("Range", "bytes=100-299").build(),
                BodyHandlers.ofByteArray());
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("Content-Range"))
        .hasValue("bytes 100-299/" + whole.length);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, 100, 300));
  }

  @Test
  void cancelsAJobAtOnce() throws Exception {
    String id = engine.submit(longSong);
    long worker = engine.workerAt(id);

    HttpResponse<String> answer = engine.send(engine.request("jobs/" + id).DELETE().build());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(engine.end(id).get("state").asText()).isEqualTo("cancelled");
    assertThat(engine.log()).containsPattern("\\{" + id + "} Cancelled after");
    EngineProcess.await(() -> ProcessHandle.of(worker).isEmpty());
    EngineProcess.await(() -> engine.leftovers().isEmpty());
    engine.assertDone(engine.submit(song));
  }

  @Test
  void isNoHangToWubdiag() throws Exception {
    String id = "";
    for (int i = 0; i < 10; i++) {
      if (i % 3 == 1) {
        id = engine.submit(longSong, "load " + i + ".wav");
        engine.workerAt(id);
      }
      Command.Result dump =
          Command.run(System.getProperty("wubdiag.launcher"), "dump", Long.toString(engine.pid()));
      assertThat(dump.exitCode()).as(dump.out() + dump.err()).isZero();
      assertThat(dump.out()).contains("No hang found");
    }
    engine.assertDone(id);
  }

  @Test
  void isNotHarmedByThreadDumpsAndInterrupts() throws Exception {
    String id = engine.submit(longSong, "dumped.wav");
    long worker = engine.workerAt(id);

    for (int i = 0; i < 5; i++) {
      EngineProcess.signal("QUIT", worker);
      EngineProcess.signal("INT", worker);
    }

    engine.assertDone(id);
    assertThat(engine.job(id).get("attempts").asInt()).isEqualTo(1);
  }
}
