package io.wubdiag.remix.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Remixes on their way out. */
class AudioStreamsTest extends RunningWebServer {
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
    // The server notices that they are gone when there is more to send.
    await(
        () -> {
          service.play(id, bytes(10));
          return web.openAudioStreams() == 0;
        });
  }
}
