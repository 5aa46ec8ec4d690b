package io.wubdiag.remix.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.remix.engine.EngineLoad;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebServerTest extends RunningWebServer {
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
  void showsNoTextThatTurnsDirection() throws Exception {
    String turned = "\u202egnp\u2066.\u061c\u001b[2J\n";
    String id = service.add("name" + turned);
    service.run(id, 0.3, "Arranging");
    service.play(id, bytes(10));
    service.finish(id, "title" + turned);
    HttpResponse<String> saved = get("/jobs/" + id + "/download");
    assertThat(saved.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"titlegnp.[2J.mp3\"; filename*=UTF-8''titlegnp.%5B2J.mp3");
    String failed = service.add("name" + turned);
    service.fail(failed, "why" + turned, false);
    for (String path : List.of("/jobs/" + id, "/jobs/" + failed)) {
      for (String type : List.of("text/html", "application/json")) {
        assertThat(get(path, "Accept", type).body())
            .contains("gnp.[2J")
            .doesNotContain("\u202e", "\u2066", "\u061c", "\u001b", "\\u001b", "\\n");
      }
    }
  }

  @Test
  void refusesHeadThatIsTooLong() throws Exception {
    try (Raw raw = new Raw()) {
      raw.send("GET /health HTTP/1.1", "Host: localhost", "X-Flood: a\r\n".repeat(10_000));
      assertThat(raw.readAll()).startsWith("HTTP/1.1 431").contains("bad-request");
    }
    assertThat(get("/health").statusCode()).isEqualTo(200);
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
    await(() -> service.subscriptions.get() == 0 && web.openUploads() == 0 && uploadsAreEmpty());
  }

  @Test
  void saysThatPortIsTaken() {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                IOException.class,
                () -> WebServer.start(OPTIONS.at("127.0.0.1", web.port()), service)))
        .hasMessageContaining("Choose another port");
  }
}
