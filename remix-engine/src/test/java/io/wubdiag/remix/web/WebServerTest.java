package io.wubdiag.remix.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wubdiag.remix.engine.EngineLoad;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebServerTest {
  private static final WebOptions OPTIONS =
      new WebOptions(
          "127.0.0.1",
          0,
          Set.of("remix.example"),
          1_000_000,
          Duration.ofSeconds(1),
          Duration.ofMillis(50),
          new WebOptions.Limit(8, 4),
          new WebOptions.Limit(300, 250),
          new WebOptions.Limit(6, 3));

  @TempDir Path uploads;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper mapper = new ObjectMapper();
  private FakeService service;
  private WebServer web;

  @BeforeEach
  void start() throws IOException {
    service = new FakeService(uploads);
    web = WebServer.start(OPTIONS, service);
  }

  @AfterEach
  void stop() {
    web.close();
  }

  // --- Sending a song

  @Test
  void acceptsSongAsBody() throws Exception {
    HttpResponse<String> answer = post("/jobs?style=dubstep&name=a%20song.mp3", bytes(300_000));

    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode job = mapper.readTree(answer.body());
    assertThat(job.path("name").asText()).isEqualTo("a song.mp3");
    assertThat(job.path("state").asText()).isEqualTo("queued");
    assertThat(job.path("placeInLine").asInt()).isEqualTo(2);
    assertThat(answer.headers().firstValue("Location"))
        .hasValue("/jobs/" + job.path("id").asText());
    assertThat(service.received).containsExactly(300_000);
    assertNothingLeft();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void acceptsSongAsForm(boolean styleFirst) throws Exception {
    byte[] song = bytes(200_000);
    Form form = new Form();
    if (styleFirst) {
      form.field("style", "electro-house").file("song", "Motörhead \"live\".mp3", song);
    } else {
      form.file("song", "Motörhead \"live\".mp3", song).field("style", "electro-house");
    }

    HttpResponse<String> answer = form.send("/jobs");

    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode job = mapper.readTree(answer.body());
    assertThat(job.path("name").asText()).isEqualTo("Motörhead \"live\".mp3");
    assertThat(job.path("style").asText()).isEqualTo("electro-house");
    assertThat(service.received).containsExactly(song.length);
    assertNothingLeft();
  }

  @Test
  void sendsBrowserWithoutScriptsToPageOfItsJob() throws Exception {
    HttpResponse<String> answer =
        new Form()
            .file("song", "a.mp3", bytes(10))
            .field("style", "dubstep")
            .send("/jobs", "Accept", "text/html,*/*");

    assertThat(answer.statusCode()).isEqualTo(303);
    String place = answer.headers().firstValue("Location").orElseThrow();
    HttpResponse<String> page = get(place, "Accept", "text/html");
    assertThat(page.body()).contains("http-equiv=\"refresh\"", "Number 2 in line", "a.mp3");
  }

  @Test
  void refusesSongThatIsTooLarge() throws Exception {
    HttpResponse<String> declared = post("/jobs?style=dubstep&name=a.mp3", bytes(1_000_001));
    assertProblem(declared, 413, "too-large");

    HttpResponse<String> chunked =
        client.send(
            request("/jobs?style=dubstep&name=a.mp3")
                .POST(
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes(9_000_000))))
                .build(),
            BodyHandlers.ofString());
    assertProblem(chunked, 413, "too-large");

    HttpResponse<String> form =
        new Form().field("style", "dubstep").file("song", "a.mp3", bytes(31_000_000)).send("/jobs");
    assertProblem(form, 413, "too-large");
    assertNothingLeft();
    assertThat(service.received).isEmpty();
  }

  @Test
  void acceptsSongOfJustTheLimit() throws Exception {
    assertThat(post("/jobs?style=dubstep&name=a.mp3", bytes(1_000_000)).statusCode())
        .isEqualTo(201);
    assertThat(
            new Form()
                .field("style", "dubstep")
                .file("song", "a.mp3", bytes(1_000_000))
                .send("/jobs")
                .statusCode())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "style=dubstep&name=a.mp3,               0, empty-file",
    "style=dubstep,                          9, no-song",
    "name=a.mp3,                             9, no-style",
    "style=polka&name=a.mp3,                 9, unknown-style",
    "style=dubstep&name=../../etc/passwd,    9, bad-name",
    "style=dubstep&name=..%5Ca.mp3,          9, bad-name",
    "style=dubstep&name=..,                  9, bad-name",
    "style=dubstep&name=a%00.mp3,            9, bad-name",
    "style=dubstep&name=a%0Ab.mp3,           9, bad-name",
    "style=dubstep&name=a%E2%80%A8b.mp3,     9, bad-name",
    "style=dubstep&name=%20,                 9, bad-name"
  })
  void refusesWhatIsNoSong(String query, int length, String code) throws Exception {
    assertProblem(post("/jobs?" + query, bytes(length)), 400, code);
    assertNothingLeft();
  }

  @Test
  void refusesNameOfTenThousandCharacters() throws Exception {
    String name = "a".repeat(10_000);
    assertProblem(
        new Form().field("style", "dubstep").file("song", name, bytes(9)).send("/jobs"),
        400,
        "bad-name");
    int status = post("/jobs?style=dubstep&name=" + name, bytes(9)).statusCode();
    assertThat(status).isBetween(400, 499);
    assertNothingLeft();
  }

  @Test
  void refusesFormThatCannotBeRead() throws Exception {
    for (String type : List.of("multipart/form-data", "multipart/form-data; boundary=")) {
      HttpResponse<String> answer =
          client.send(
              request("/jobs", "Content-Type", type)
                  .POST(BodyPublishers.ofString("no form at all"))
                  .build(),
              BodyHandlers.ofString());
      assertProblem(answer, 400, "bad-form");
    }
    String cut =
        "--BOUND\r\nContent-Disposition: form-data; name=\"style\"\r\n\r\ndubstep\r\n"
            + "--BOUND\r\nContent-Disposition: form-data; name=\"song\"; filename=\"a\"\r\n\r\nxxx";
    HttpResponse<String> answer =
        client.send(
            request("/jobs", "Content-Type", "multipart/form-data; boundary=BOUND")
                .POST(BodyPublishers.ofString(cut))
                .build(),
            BodyHandlers.ofString());
    assertProblem(answer, 400, "bad-form");
    assertNothingLeft();
  }

  @Test
  void refusesFormThatLacksFields() throws Exception {
    assertProblem(new Form().field("style", "dubstep").send("/jobs"), 400, "no-song");
    assertProblem(new Form().file("song", "a.mp3", bytes(5)).send("/jobs"), 400, "no-style");
    assertNothingLeft();
  }

  @Test
  void tellsPlaceInLineBeforeSongHasCome() throws Exception {
    service.load = new EngineLoad(2, 2, 4, 4);
    try (Raw raw = new Raw()) {
      raw.send(
          "POST /jobs?style=dubstep&name=a.mp3 HTTP/1.1",
          "Host: localhost",
          "Content-Length: 900000",
          "Expect: 100-continue");
      String answer = raw.readAll();
      assertThat(answer).startsWith("HTTP/1.1 503").contains("Retry-After: 60", "number 5");
    }
    assertProblem(post("/jobs?style=dubstep&name=a.mp3", bytes(900_000)), 503, "queue-full");
    assertNothingLeft();
  }

  @Test
  void tellsThatQueueIsFullAfterSongHasCome() throws Exception {
    service.fullAtSubmit = true;
    assertProblem(post("/jobs?style=dubstep&name=a.mp3", bytes(900)), 503, "queue-full");
    assertNothingLeft();
  }

  @Test
  void deletesFileOfClientThatGoesAway() throws Exception {
    try (Raw raw = new Raw()) {
      raw.send(
          "POST /jobs?style=dubstep&name=a.mp3 HTTP/1.1",
          "Host: localhost",
          "Content-Length: 900000");
      raw.write(bytes(100_000));
      await(() -> web.openUploads() == 1 && !isEmpty());
    }
    await(() -> web.openUploads() == 0 && isEmpty());
    assertThat(service.received).isEmpty();
  }

  @Test
  void givesUpOnSongThatStopsComing() throws Exception {
    try (Raw raw = new Raw()) {
      raw.send(
          "POST /jobs?style=dubstep&name=a.mp3 HTTP/1.1",
          "Host: localhost",
          "Content-Length: 900000");
      raw.write(bytes(1000));
      assertThat(raw.readAll()).startsWith("HTTP/1.1 408").contains("too-slow");
    }
    await(() -> web.openUploads() == 0 && isEmpty());
  }

  @Test
  void givesUpOnSongThatDrips() throws Exception {
    try (Raw raw = new Raw()) {
      raw.send(
          "POST /jobs?style=dubstep&name=a.mp3 HTTP/1.1",
          "Host: localhost",
          "Content-Length: 900000");
      CompletableFuture<String> answer = CompletableFuture.supplyAsync(raw::readAll);
      while (!answer.isDone()) {
        try {
          raw.write(bytes(1));
        } catch (IOException closed) {
          break;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
      assertThat(answer.get()).startsWith("HTTP/1.1 408").contains("too-slow");
    }
    await(() -> web.openUploads() == 0 && isEmpty());
  }

  @Test
  void doesNotLetOneClientTakeAllUploads() throws Exception {
    List<Raw> raws = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Raw raw = new Raw();
        raws.add(raw);
        raw.send(
            "POST /jobs?style=dubstep&name=a.mp3 HTTP/1.1",
            "Host: localhost",
            "Content-Length: 900000");
      }
      await(() -> web.openUploads() == 4);
      assertProblem(post("/jobs?style=dubstep&name=a.mp3", bytes(9)), 429, "too-many-uploads");
      assertThat(get("/health").statusCode()).isEqualTo(200);
    } finally {
      for (Raw raw : raws) {
        raw.close();
      }
    }
    await(() -> web.openUploads() == 0 && isEmpty());
    assertThat(post("/jobs?style=dubstep&name=a.mp3", bytes(9)).statusCode()).isEqualTo(201);
  }

  @Test
  void answersFiftyUploadsAtOnce() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(
          client.sendAsync(
              request("/jobs?style=dubstep&name=a.mp3")
                  .POST(BodyPublishers.ofByteArray(bytes(500_000)))
                  .build(),
              BodyHandlers.ofString()));
    }
    int accepted = 0;
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      int status = answer.get().statusCode();
      assertThat(status).isIn(201, 429, 503);
      accepted += status == 201 ? 1 : 0;
    }
    assertThat(service.received).hasSize(accepted);
    assertThat(accepted).isPositive();
    await(() -> web.openUploads() == 0 && isEmpty());
  }

  // --- Other sites

  @Test
  void refusesOtherSites() throws Exception {
    String path = "/jobs?style=dubstep&name=a.mp3";
    BodyPublisher song = BodyPublishers.ofByteArray(bytes(9));
    for (String[] header :
        new String[][] {
          {"Origin", "http://evil.example"},
          {"Origin", "null"},
          {"Sec-Fetch-Site", "cross-site"},
          {"Sec-Fetch-Site", "same-site"}
        }) {
      HttpResponse<String> answer =
          client.send(request(path, header).POST(song).build(), BodyHandlers.ofString());
      assertProblem(answer, 403, "cross-site");
    }
    String id = service.add("a.mp3");
    HttpResponse<String> delete =
        client.send(
            request("/jobs/" + id, "Origin", "http://evil.example").DELETE().build(),
            BodyHandlers.ofString());
    assertProblem(delete, 403, "cross-site");

    HttpResponse<String> own =
        client.send(
            request(
                    path,
                    "Origin",
                    "http://127.0.0.1:" + web.port(),
                    "Sec-Fetch-Site",
                    "same-origin")
                .POST(song)
                .build(),
            BodyHandlers.ofString());
    assertThat(own.statusCode()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost,         200",
    "localhost:1234,    200",
    "127.0.0.1,         200",
    "[::1]:1234,        200",
    "remix.example,     200",
    "evil.example,      421",
    "127.evil.example,  421"
  })
  void answersOnlyByNamesOfItsOwn(String host, int status) throws Exception {
    try (Raw raw = new Raw()) {
      raw.send("GET /health HTTP/1.1", "Host: " + host, "Connection: close");
      assertThat(raw.readAll()).startsWith("HTTP/1.1 " + status);
    }
  }

  // --- Events

  @Test
  void tellsOfEachChange() throws Exception {
    String id = service.add("a.mp3");
    try (Events events = new Events("/jobs/" + id + "/events")) {
      assertThat(events.next().path("placeInLine").asInt()).isEqualTo(2);
      service.run(id, 0.1, "Listening to it");
      assertThat(events.next().path("text").asText()).isEqualTo("Listening to it");
      service.analyse(id, FakeService.song());
      assertThat(events.next().path("analysis").path("peaks").size()).isEqualTo(800);
      service.run(id, 0.4, "Arranging section 2 of 7");
      JsonNode second = events.next();
      assertThat(second.path("share").asDouble()).isEqualTo(0.4);
      assertThat(second.has("analysis")).isFalse();
      service.finish(id, "A (Wub Machine Remix)");
      assertThat(events.next().path("state").asText()).isEqualTo("done");
      assertThat(events.end()).isTrue();
      assertThat(events.lastId).isEqualTo("end");
    }
    await(() -> service.subscriptions.get() == 0 && web.openEventStreams() == 0);
    assertThat(get("/jobs/" + id + "/events", "Last-Event-ID", "end").statusCode()).isEqualTo(204);
  }

  @Test
  void tellsOfSeveralJobsInOneStream() throws Exception {
    String one = service.add("one.mp3");
    String two = service.add("two.mp3");
    try (Events events = new Events("/events?job=" + one + "&job=nope&job=" + two)) {
      assertThat(events.next().asText()).isEqualTo("nope");
      assertThat(Set.of(events.next().path("id").asText(), events.next().path("id").asText()))
          .containsExactlyInAnyOrder(one, two);
      service.fail(one, "It is no song.", false);
      assertThat(events.next().path("failure").asText()).isEqualTo("It is no song.");
      service.cancel(two);
      assertThat(events.next().path("state").asText()).isEqualTo("cancelled");
      assertThat(events.end()).isTrue();
    }
  }

  @Test
  void keepsQuietStreamAliveAndFreesItWhenClientGoes() throws Exception {
    String id = service.add("a.mp3");
    try (Events events = new Events("/jobs/" + id + "/events")) {
      events.next();
      await(() -> service.subscriptions.get() == 1);
      // Longer than the idle timeout.
      for (int i = 0; i < 30; i++) {
        assertThat(events.line()).isIn(":", "");
      }
    }
    await(() -> service.subscriptions.get() == 0 && web.openEventStreams() == 0);
  }

  @Test
  void freesStreamOfClientThatDoesNotRead() throws Exception {
    String id = service.add("a.mp3");
    service.run(id, 0.1, "Working");
    try (Raw raw = new Raw()) {
      raw.send("GET /jobs/" + id + "/events HTTP/1.1", "Host: localhost");
      await(() -> service.subscriptions.get() == 1);
      String text = "x".repeat(100_000);
      await(
          () -> {
            service.run(id, 0.5, text);
            return service.subscriptions.get() == 0;
          });
    }
    await(() -> web.openEventStreams() == 0);
  }

  @Test
  void isNotStarvedByIdleStreams() throws Exception {
    String id = service.add("a.mp3");
    List<Raw> raws = new ArrayList<>();
    try {
      for (int i = 0; i < 250; i++) {
        Raw raw = new Raw();
        raws.add(raw);
        raw.send("GET /jobs/" + id + "/events HTTP/1.1", "Host: localhost");
      }
      await(() -> service.subscriptions.get() == 250);
      assertThat(get("/health").statusCode()).isEqualTo(200);
      assertThat(post("/jobs?style=dubstep&name=a.mp3", bytes(9)).statusCode()).isEqualTo(201);
      assertProblem(get("/jobs/" + id + "/events"), 429, "too-many-event-streams");
    } finally {
      for (Raw raw : raws) {
        raw.close();
      }
    }
    await(() -> service.subscriptions.get() == 0 && web.openEventStreams() == 0);
  }

  // --- Audio

  @Test
  void streamsRemixWhileItIsMade() throws Exception {
    String id = service.add("a.mp3");
    assertProblem(get("/jobs/" + id + "/audio"), 409, "not-yet");
    service.run(id, 0.3, "Arranging");
    byte[] first = bytes(5000);
    service.play(id, first);

    HttpResponse<InputStream> answer =
        client.send(
            request("/jobs/" + id + "/audio", "Range", "bytes=0-").build(),
            BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("audio/mpeg");
    InputStream audio = answer.body();
    assertThat(audio.readNBytes(5000)).isEqualTo(first);
    service.play(id, bytes(70_000));
    assertThat(audio.readNBytes(70_000)).isEqualTo(bytes(70_000));
    service.finish(id, "A");
    assertThat(audio.read()).isEqualTo(-1);
    await(() -> web.openAudioStreams() == 0);
  }

  @Test
  void doesNotPassBrokenStreamForWholeRemix() throws Exception {
    String id = service.add("a.mp3");
    service.run(id, 0.3, "Arranging");
    service.play(id, bytes(5000));
    try (Raw raw = new Raw()) {
      raw.send("GET /jobs/" + id + "/audio HTTP/1.1", "Host: localhost");
      await(() -> web.openAudioStreams() == 1);
      service.fail(id, "It is no song.", false);
      assertThat(raw.readAll()).contains("Transfer-Encoding: chunked").doesNotEndWith("0\r\n\r\n");
    }
    assertProblem(get("/jobs/" + id + "/audio"), 410, "no-remix");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-,          206, 0,     99999",
    "bytes=100-199,     206, 100,   199",
    "bytes=-500,        206, 99500, 99999",
    "bytes=99999-,      206, 99999, 99999",
    "bytes=5-999999,    206, 5,     99999",
    "'bytes=1-2,5-6',   200, 0,     99999",
    "bytes=-,           200, 0,     99999",
    "bytes=9-3,         200, 0,     99999",
    "rows=1-2,          200, 0,     99999",
    "bytes=100000-,     416, 0,     -1",
    "bytes=-0,          416, 0,     -1"
  })
  void givesPartsOfFinishedRemix(String range, int status, int first, int last) throws Exception {
    String id = finished("A song");
    HttpResponse<byte[]> answer =
        client.send(
            request("/jobs/" + id + "/audio", "Range", range).build(), BodyHandlers.ofByteArray());

    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 416) {
      assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes */100000");
      return;
    }
    byte[] whole = bytes(100_000);
    assertThat(answer.body()).isEqualTo(java.util.Arrays.copyOfRange(whole, first, last + 1));
    assertThat(answer.headers().firstValue("Content-Range"))
        .isEqualTo(
            status == 206
                ? java.util.Optional.of("bytes " + first + "-" + last + "/100000")
                : java.util.Optional.empty());
  }

  @Test
  void answersHeadWithLength() throws Exception {
    String id = finished("A song");
    HttpResponse<byte[]> answer =
        client.send(
            request("/jobs/" + id + "/audio").method("HEAD", BodyPublishers.noBody()).build(),
            BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Length")).hasValue("100000");
    assertThat(answer.headers().firstValue("Accept-Ranges")).hasValue("bytes");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void namesDownload() throws Exception {
    String id = finished("AC/DC – \"T.N.T\" 50% (Wub Machine Remix)");
    HttpResponse<byte[]> answer =
        client.send(request("/jobs/" + id + "/download").build(), BodyHandlers.ofByteArray());
    assertThat(answer.body()).hasSize(100_000);
    assertThat(answer.headers().firstValue("Content-Disposition"))
        .hasValue(
            "attachment; filename=\"AC_DC _ _T.N.T_ 50_ (Wub Machine Remix).mp3\";"
                + " filename*=UTF-8''AC_DC%20%E2%80%93%20_T.N.T_%2050%25%20%28Wub%20Machine%20Remix%29.mp3");
    String unfinished = service.add("b.mp3");
    assertProblem(get("/jobs/" + unfinished + "/download"), 409, "not-yet");
  }

  @Test
  void limitsListeners() throws Exception {
    String id = service.add("a.mp3");
    service.run(id, 0.3, "Arranging");
    service.play(id, bytes(10));
    List<Raw> raws = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        Raw raw = new Raw();
        raws.add(raw);
        raw.send("GET /jobs/" + id + "/audio HTTP/1.1", "Host: localhost");
      }
      await(() -> web.openAudioStreams() == 3);
      assertProblem(get("/jobs/" + id + "/audio"), 429, "too-many-audio-streams");
    } finally {
      for (Raw raw : raws) {
        raw.close();
      }
    }
    // That they are gone is noticed when there is more to send.
    await(
        () -> {
          service.play(id, bytes(10));
          return web.openAudioStreams() == 0;
        });
  }

  // --- The rest

  @Test
  void cancelsJob() throws Exception {
    String id = service.add("a.mp3");
    HttpResponse<String> answer = delete("/jobs/" + id);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(mapper.readTree(answer.body()).path("state").asText()).isEqualTo("cancelled");
    assertProblem(delete("/jobs/" + id), 409, "too-late");
    assertProblem(delete("/jobs/nope"), 404, "no-such-job");
  }

  @Test
  void showsDiagnosis() throws Exception {
    String id = service.add("a.mp3");
    assertProblem(get("/jobs/" + id + "/diagnosis"), 404, "not-diagnosed");
    service.fail(id, "It got stuck.", true);
    HttpResponse<String> answer = get("/jobs/" + id + "/diagnosis");
    assertThat(answer.body()).isEqualTo(service.report);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain;charset=utf-8");
  }

  @Test
  void tellsLoadAndHealth() throws Exception {
    assertThat(get("/load").body())
        .isEqualTo(
            "{\"workers\":2,\"running\":0,\"waiting\":0,\"mayWait\":4,\"maxUploadBytes\":1000000}");
    assertThat(get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
    service.load = new EngineLoad(0, 0, 0, 4);
    assertThat(get("/health").statusCode()).isEqualTo(503);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,     /nope,              404, not-found",
    "GET,     /jobs,              405, method-not-allowed",
    "GET,     /jobs/,             405, method-not-allowed",
    "GET,     /jobs/nope,         404, no-such-job",
    "GET,     /jobs/nope/events,  404, no-such-job",
    "GET,     /jobs/nope/audio,   404, no-such-job",
    "GET,     /jobs/nope/x,       404, not-found",
    "GET,     /events,            400, bad-jobs",
    "PUT,     /jobs/nope,         405, method-not-allowed",
    "POST,    /page.css,          405, method-not-allowed",
    "DELETE,  /,                  405, method-not-allowed",
    "PATCH,   /load,              405, method-not-allowed",
    "BREW,    /load,              405, method-not-allowed",
    "TRACE,   /nope,              404, not-found",
    "GET,     /../../etc/passwd,  400, bad-request",
    "GET,     /page.css/../x,     404, not-found",
    "GET,     /io/wubdiag,        404, not-found",
    "GET,     /%2e%2e/x,          400, bad-request"
  })
  void answersWhatNobodyExpects(String method, String path, int status, String code)
      throws Exception {
    try (Raw raw = new Raw()) {
      raw.send(method + " " + path + " HTTP/1.1", "Host: localhost", "Connection: close");
      String answer = raw.readAll();
      assertThat(answer).startsWith("HTTP/1.1 " + status);
      assertThat(answer).contains("\"code\":\"" + code + "\"");
      assertThat(answer).contains("X-Content-Type-Options: nosniff");
      if (status == 405) {
        assertThat(answer).contains("Allow: ");
      }
    }
  }

  @Test
  void showsErrorsAsPagesToBrowsers() throws Exception {
    HttpResponse<String> answer = get("/%3Cnope%3E", "Accept", "text/html");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).startsWith("<!DOCTYPE html>").contains("There is nothing here.");
    String id = service.add("<script>alert(1)</script>.mp3");
    assertThat(get("/jobs/" + id, "Accept", "text/html").body())
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;.mp3")
        .doesNotContain("<script>");
  }

  @Test
  void servesPageThatNeedsNothingElse() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'");
    assertThat(page.body()).doesNotContain("http://", "https://", " style=\"", " onclick");
    for (io.wubdiag.remix.arrange.Style style : io.wubdiag.remix.arrange.Style.values()) {
      assertThat(page.body()).contains("value=\"" + style.label() + "\"");
    }
    String tag = page.headers().firstValue("ETag").orElseThrow();
    assertThat(get("/", "If-None-Match", tag).statusCode()).isEqualTo(304);
    assertThat(get("/page.js").headers().firstValue("Content-Type"))
        .hasValue("text/javascript; charset=utf-8");
  }

  @Test
  void answersRequestsInOneConnection() throws Exception {
    try (Raw raw = new Raw()) {
      raw.send("GET /health HTTP/1.1", "Host: localhost");
      raw.send("GET /load HTTP/1.1", "Host: localhost");
      raw.send("GET /nope HTTP/1.1", "Host: localhost");
      raw.send("GET /health HTTP/1.1", "Host: localhost", "Connection: close");
      String answers = raw.readAll();
      assertThat(answers.split("HTTP/1\\.1 ", -1)).hasSize(5);
      assertThat(answers).contains("mayWait", "not-found");
    }
  }

  @Test
  void closesWithStreamsOpen() throws Exception {
    String id = service.add("a.mp3");
    service.run(id, 0.3, "Arranging");
    service.play(id, bytes(10));
    try (Raw events = new Raw();
        Raw audio = new Raw();
        Raw upload = new Raw()) {
      events.send("GET /jobs/" + id + "/events HTTP/1.1", "Host: localhost");
      audio.send("GET /jobs/" + id + "/audio HTTP/1.1", "Host: localhost");
      upload.send(
          "POST /jobs?style=dubstep&name=a.mp3 HTTP/1.1",
          "Host: localhost",
          "Content-Length: 900000");
      await(
          () ->
              web.openEventStreams() == 1 && web.openAudioStreams() == 1 && web.openUploads() == 1);
      web.close();
      events.readAll();
      audio.readAll();
      upload.readAll();
    }
    await(() -> service.subscriptions.get() == 0 && web.openUploads() == 0 && isEmpty());
  }

  @Test
  void saysThatPortIsTaken() {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                IOException.class,
                () -> WebServer.start(OPTIONS.at("127.0.0.1", web.port()), service)))
        .hasMessageContaining("Choose another port");
  }

  // --- What the tests are made of

  private String finished(String title) {
    String id = service.add("a.mp3");
    service.run(id, 0.3, "Arranging");
    service.play(id, bytes(100_000));
    service.finish(id, title);
    return id;
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + i / 256);
    }
    return bytes;
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return client.send(request(path, headers).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> delete(String path) throws Exception {
    return client.send(request(path).DELETE().build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, byte[] body) throws Exception {
    return client.send(
        request(path).POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
  }

  private void assertProblem(HttpResponse<String> answer, int status, String code)
      throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode error = mapper.readTree(answer.body()).path("error");
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).isNotEmpty();
    assertThat(error.path("hint").asText()).isNotEmpty();
  }

  private void assertNothingLeft() {
    await(() -> web.openUploads() == 0 && isEmpty());
  }

  private boolean isEmpty() {
    try (Stream<Path> files = Files.list(uploads)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for what is sure to come; the test's timeout ends it if it does not. */
  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException("It did not come", e);
      }
    }
  }

  /** A form, as browsers send it. */
  private final class Form {
    private final java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();

    Form field(String name, String value) {
      text("--BOUND\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value);
      text("\r\n");
      return this;
    }

    Form file(String name, String filename, byte[] content) {
      text("--BOUND\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"");
      text(filename.replace("\"", "%22") + "\"\r\nContent-Type: audio/mpeg\r\n\r\n");
      body.writeBytes(content);
      text("\r\n");
      return this;
    }

    private void text(String text) {
      body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> send(String path, String... headers) throws Exception {
      text("--BOUND--\r\n");
      return client.send(
          request(path, headers)
              .header("Content-Type", "multipart/form-data; boundary=BOUND")
              .POST(BodyPublishers.ofByteArray(body.toByteArray()))
              .build(),
          BodyHandlers.ofString());
    }
  }

  /** A connection, of which each byte is the test's. */
  private final class Raw implements AutoCloseable {
    private final Socket socket;

    Raw() throws IOException {
      socket = new Socket("127.0.0.1", web.port());
      socket.setSoTimeout(30_000);
    }

    void send(String... lines) throws IOException {
      write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    /** All until the server closes. */
    String readAll() {
      StringBuilder text = new StringBuilder();
      try {
        InputStream input = socket.getInputStream();
        for (int c = input.read(); c >= 0; c = input.read()) {
          text.append((char) c);
        }
      } catch (IOException reset) {
        // What came until then counts.
      }
      return text.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** A stream of events, read one by one. */
  private final class Events implements AutoCloseable {
    private final InputStream body;
    private final BufferedReader lines;
    private String lastId;

    Events(String path) throws Exception {
      HttpResponse<InputStream> answer =
          client.send(request(path).build(), BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
      body = answer.body();
      lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    String line() throws IOException {
      return lines.readLine();
    }

    JsonNode next() throws IOException {
      for (String line = line(); line != null; line = line()) {
        if (line.startsWith("id: ")) {
          lastId = line.substring(4);
        }
        if (line.startsWith("data: ")) {
          return mapper.readTree(line.substring(6));
        }
      }
      throw new IOException("The stream has ended");
    }

    boolean end() throws IOException {
      String line = line();
      while (line != null && (line.isEmpty() || line.startsWith(":"))) {
        line = line();
      }
      return line == null;
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }
}
