package io.wubdiag.remix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wubdiag.remix.audio.DemoSong;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code remix serve} makes of what is no song, and of clients that misbehave. After each, the
 * engine has the same workers and no more files and descriptors than before, and does a good song.
 */
@Timeout(180)
class BadInputIT {
  @TempDir private static Path home;
  @TempDir private Path files;
  private static Path song;
  private static EngineProcess engine;
  private static List<ProcessHandle> workers;
  private static int descriptors;

  @BeforeAll
  static void start() throws Exception {
    song = home.resolve("song.wav");
    DemoSong.of(120, 8, 1).writeWav(song);
    engine = EngineProcess.start(home);
    EngineProcess.await(
        () -> engine.json("load").get("workers").asInt() == engine.workers().size());
    workers = engine.workers();
    // What is opened once and for all: libraries, the database's file, the server's selectors.
    for (String id : List.of(engine.submit(song), engine.submit(song), engine.submit(song))) {
      engine.assertDone(id);
    }
    settle();
    descriptors = engine.descriptors();
  }

  private static void settle() throws InterruptedException {
    EngineProcess.await(() -> engine.leftovers().isEmpty());
    EngineProcess.await(() -> engine.sockets() == 0);
  }

  @AfterEach
  void hasLostNothing() throws Exception {
    engine.assertDone(engine.submit(song));
    settle();
    EngineProcess.await(() -> engine.descriptors() <= descriptors);
    assertThat(engine.workers()).containsExactlyInAnyOrderElementsOf(workers);
    JsonNode load = engine.json("load");
    assertThat(load.get("running").asInt() + load.get("waiting").asInt()).isZero();
  }

  @AfterAll
  static void stop() throws Exception {
    if (engine != null) {
      engine.close();
    }
  }

  private void assertFails(Path upload, String why) throws Exception {
    JsonNode job = engine.end(engine.submit(upload));
    assertThat(job.get("state").asText()).as(job.toString()).isEqualTo("failed");
    assertThat(job.get("failure").asText()).contains(why).doesNotContain("Exception");
  }

  @Test
  void refusesEmptyFile() throws Exception {
    Path empty = Files.createFile(files.resolve("empty.mp3"));

    HttpResponse<String> answer = engine.send(engine.upload(empty, "empty.mp3"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("empty-file", "The song's file is empty.");
  }

  @Test
  void remixesTruncatedSongAsFarAsItGoes() throws Exception {
    Path whole = files.resolve("whole.mp3");
    Command.output("ffmpeg", "-v", "error", "-i", song.toString(), whole.toString());
    byte[] bytes = Files.readAllBytes(whole);
    Path half = files.resolve("half.mp3");
    Files.write(half, Arrays.copyOf(bytes, bytes.length / 2));
    Path head = files.resolve("head.mp3");
    Files.write(head, Arrays.copyOf(bytes, 3000));

    engine.assertDone(engine.submit(half));
    assertFails(head, "seconds");
  }

  @Test
  void refusesNoise() throws Exception {
    byte[] noise = new byte[31_000_000];
    new Random(1).nextBytes(noise);
    assertFails(Files.write(files.resolve("noise.mp3"), noise), "damaged");
  }

  @Test
  void refusesTenHours() throws Exception {
    Path minute = files.resolve("minute.mp3");
    Command.output(
        "ffmpeg",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "sine=110:duration=60",
        "-ac",
        "1",
        "-ar",
        "8000",
        "-b:a",
        "8k",
        "-write_xing",
        "0",
        "-id3v2_version",
        "0",
        minute.toString());
    byte[] frames = Files.readAllBytes(minute);
    Path hours = files.resolve("ten hours.mp3");
    try (OutputStream out = Files.newOutputStream(hours)) {
      for (int i = 0; i < 600; i++) {
        out.write(frames);
      }
    }

    assertFails(hours, "longer than 30 minutes");
  }

  @Test
  void refusesZipBomb() throws Exception {
    // To a pipe, so that the file does not say how long it is: 40 minutes of silence.
    Path bomb = files.resolve("bomb.flac");
    Command.output(
        "sh",
        "-c",
        "ffmpeg -v error -f lavfi -i anullsrc=r=44100:cl=stereo -t 2400 -frame_size 65535"
            + " -f flac - > "
            + bomb);
    assertThat(Files.size(bomb)).isLessThan(1_000_000);

    assertFails(bomb, "longer than 30 minutes");
  }

  @Test
  void refusesWhatIsNoSong() throws Exception {
    Path html = files.resolve("page.mp3");
    Files.writeString(html, "<!DOCTYPE html><title>No song</title><p>".repeat(500));
    Path list = files.resolve("list.mp3");
    Files.writeString(
        list, "#EXTM3U\n#EXT-X-TARGETDURATION:8\n#EXTINF:8,\n" + song + "\n#EXT-X-ENDLIST\n");
    Path concat = files.resolve("concat.wav");
    Files.writeString(concat, "ffconcat version 1.0\nfile '" + song + "'\n");

    for (Path file : List.of(html, list, concat)) {
      assertFails(file, "This is not a song in a known format");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../etc/passwd", "/etc/passwd", "..", "a\u0000b", "a\nb", "\u001b[2J", ""})
  void refusesNamesThatAreNone(String name) throws Exception {
    HttpResponse<String> answer = engine.send(engine.upload(song, name));
    String form =
        "--xyz\r\nContent-Disposition: form-data; name=\"style\"\r\n\r\ndubstep\r\n--xyz\r\n"
            + "Content-Disposition: form-data; name=\"song\"; filename=\""
            + name.replaceAll("[\\r\\n]", "%0A")
            + "\"\r\n\r\nsong\r\n--xyz--\r\n";
    HttpResponse<String> formAnswer =
        engine.post("jobs", BodyPublishers.ofString(form), "multipart/form-data; boundary=xyz");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("bad-name");
    assertThat(formAnswer.statusCode()).as(formAnswer.body()).isEqualTo(400);
  }

  @Test
  void doesAllThatItAcceptsOfFiftyAtOnce() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      sent.add(
          EngineProcess.http().sendAsync(engine.upload(song, i + ".wav"), BodyHandlers.ofString()));
    }

    List<String> accepted = new ArrayList<>();
    int refused = 0;
    for (CompletableFuture<HttpResponse<String>> answer : sent) {
      HttpResponse<String> got = answer.get();
      if (got.statusCode() == 201) {
        accepted.add(EngineProcess.parsed(got.body()).get("id").asText());
      } else {
        refused++;
        assertThat(got.statusCode()).as(got.body()).isIn(429, 503);
        assertThat(got.headers().firstValue("Retry-After")).isPresent();
        assertThat(EngineProcess.parsed(got.body()).at("/error/message").asText()).isNotEmpty();
      }
    }

    assertThat(accepted).hasSizeGreaterThan(2);
    assertThat(refused).isPositive();
    for (String id : accepted) {
      engine.assertDone(id);
    }
  }

  @Test
  void forgetsUploadWhoseClientGoesAway() throws Exception {
    for (int linger : new int[] {-1, 0}) {
      try (Socket client = connected()) {
        send(
            client,
            "POST /jobs?style=dubstep&name=song.wav HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Length: 1000000\r\n\r\nRIFF and so on");
        EngineProcess.await(() -> !engine.leftovers().isEmpty());
        client.setSoLinger(linger == 0, 0);
      }
      EngineProcess.await(() -> engine.leftovers().isEmpty());
    }
  }

  @Test
  void endsStreamWhoseClientGoesAway() throws Exception {
    Path longSong = files.resolve("long.wav");
    DemoSong.of(128, 60, 2).writeWav(longSong);
    String id = engine.submit(longSong);
    engine.follow(id, job -> job.get("audibleBytes").asLong() > 0);
    for (String path : List.of("audio", "events", "audio")) {
      try (Socket client = connected()) {
        send(client, "GET /jobs/" + id + "/" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        InputStream in = client.getInputStream();
        assertThat(new String(in.readNBytes(15), StandardCharsets.US_ASCII))
            .isEqualTo("HTTP/1.1 200 OK");
        client.setSoLinger(true, 0);
      }
    }

    engine.assertDone(id);
  }

  private static Socket connected() throws IOException {
    return new Socket(engine.url().getHost(), engine.url().getPort());
  }

  private static void send(Socket client, String request) throws IOException {
    client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    client.getOutputStream().flush();
  }
}
