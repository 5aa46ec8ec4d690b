package io.wubdiag.remix.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wubdiag.remix.engine.EngineLoad;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Songs on their way in. */
class SongUploadTest extends RunningWebServer {
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

  @ParameterizedTest
  @CsvSource({
    "a%E2%80%AE3pm.exe.mp3,            a3pm.exe.mp3",
    "%E2%81%A6a%E2%80%8F b%EF%BB%BF,   a b",
    "%F0%9F%91%A9%E2%80%8D%F0%9F%8E%A4, \ud83d\udc69\u200d\ud83c\udfa4"
  })
  void removesInvisibleCharactersFromName(String sent, String name) throws Exception {
    HttpResponse<String> answer =
        post("/jobs?style=dubstep&name=" + sent.replace(" ", "%20"), bytes(9));
    assertThat(mapper.readTree(answer.body()).path("name").asText()).isEqualTo(name);
  }

  @Test
  void refusesNameThatHidesADirectory() throws Exception {
    for (String name : List.of("%E2%80%AE..", "%E2%80%AE", ".%E2%80%8B.")) {
      assertProblem(post("/jobs?style=dubstep&name=" + name, bytes(9)), 400, "bad-name");
    }
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
      await(() -> web.openUploads() == 1 && !uploadsAreEmpty());
    }
    await(() -> web.openUploads() == 0 && uploadsAreEmpty());
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
    await(() -> web.openUploads() == 0 && uploadsAreEmpty());
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
    await(() -> web.openUploads() == 0 && uploadsAreEmpty());
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
    await(() -> web.openUploads() == 0 && uploadsAreEmpty());
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
    await(() -> web.openUploads() == 0 && uploadsAreEmpty());
  }
}
