package io.wubdiag.remix.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that are never silent for long, and never done. */
class PatienceTest extends RunningWebServer {
  @Override
  WebOptions options() {
    return new WebOptions(
        "127.0.0.1",
        0,
        Set.of(),
        10_000_000,
        Duration.ofMillis(200),
        Duration.ofMillis(50),
        OPTIONS.uploads(),
        OPTIONS.events(),
        OPTIONS.audio(),
        OPTIONS.connections());
  }

  /** Sends a piece again and again, until the server closes the connection. */
  private static String drip(Raw raw, byte[] piece) throws Exception {
    CompletableFuture<String> answer = CompletableFuture.supplyAsync(raw::readAll);
    while (!answer.isDone()) {
      try {
        raw.write(piece);
      } catch (IOException closed) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return answer.get();
  }

  @Test
  void endsHeadThatDrips() throws Exception {
    try (Raw raw = new Raw()) {
      raw.write("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Drip: ".getBytes());
      drip(raw, new byte[] {'a'});
    }
    await(() -> web.openConnections() == 0);
  }

  @Test
  void endsUploadThatTakesTooLong() throws Exception {
    try (Raw raw = new Raw()) {
      raw.send(
          "POST /jobs?style=dubstep&name=a.mp3 HTTP/1.1",
          "Host: localhost",
          "Content-Length: 9000000");
      assertThat(drip(raw, bytes(1000))).startsWith("HTTP/1.1 408").contains("too-slow");
    }
    assertNothingLeft();
  }

  @Test
  void endsUploadWhoseChunkNeverBegins() throws Exception {
    try (Raw raw = new Raw()) {
      raw.send(
          "POST /jobs?style=dubstep&name=a.mp3 HTTP/1.1",
          "Host: localhost",
          "Transfer-Encoding: chunked");
      raw.write("5;".getBytes());
      drip(raw, new byte[] {'a'});
    }
    assertNothingLeft();
    await(() -> web.openConnections() == 0);
  }

  @Test
  void endsStreamThatIsHardlyRead() throws Exception {
    String job = service.add("a.mp3");
    service.run(job, 0.3, "Arranging");
    service.play(job, bytes(5_000_000));
    service.finish(job, "A");
    try (Raw raw = new Raw()) {
      raw.send("GET /jobs/" + job + "/audio HTTP/1.1", "Host: localhost");
      await(() -> web.openAudioStreams() == 1);
      while (web.openAudioStreams() > 0) {
        raw.read();
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    await(() -> web.openConnections() == 0);
  }

  @Test
  void keepsStreamOfEvents() throws Exception {
    String job = service.add("a.mp3");
    try (Raw raw = new Raw()) {
      raw.send("GET /jobs/" + job + "/events HTTP/1.1", "Host: localhost");
      for (int i = 0; i < 20; i++) {
        raw.readUntil(":\n\n");
      }
      service.fail(job, "It ends here.", false);
      raw.readUntil("It ends here.");
    }
  }
}
