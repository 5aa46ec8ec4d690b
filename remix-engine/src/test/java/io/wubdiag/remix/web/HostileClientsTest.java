package io.wubdiag.remix.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that hold what they get: connections, uploads, answers that they do not read. All others
 * are answered meanwhile. The server's patience is longer than a test, so no answer can come from
 * the end of a hostile request.
 */
class HostileClientsTest extends RunningWebServer {
  private static final int ADDRESSES = 4;

  private final List<Raw> held = new ArrayList<>();

  @Override
  WebOptions options() {
    return new WebOptions(
        "127.0.0.1",
        0,
        Set.of(),
        1_000_000,
        Duration.ofMinutes(5),
        Duration.ofSeconds(10),
        WebOptions.DEFAULT.uploads(),
        WebOptions.DEFAULT.events(),
        WebOptions.DEFAULT.audio(),
        WebOptions.DEFAULT.connections());
  }

  @AfterEach
  void letGo() throws Exception {
    for (Raw raw : held) {
      raw.close();
    }
  }

  private Raw hold(int client) throws Exception {
    Raw raw = new Raw("127.0.0." + (1 + client % ADDRESSES));
    held.add(raw);
    return raw;
  }

  @Test
  void answersDuringSlowAndRefusedUploads() throws Exception {
    WebOptions.Limit limit = options().uploads();
    for (int i = 0; i < limit.total(); i++) {
      hold(i)
          .send(
              "POST /jobs?style=dubstep&name=a.mp3 HTTP/1.1",
              "Host: localhost",
              "Content-Length: 900000");
    }
    await(() -> web.openUploads() == limit.total());
    for (int i = 0; i < 60; i++) {
      hold(i)
          .send(
              "POST /jobs?style=polka&name=a.mp3 HTTP/1.1",
              "Host: localhost",
              "Content-Length: 900000");
    }

    assertThat(get("/health").statusCode()).isEqualTo(200);
    assertThat(get("/load").statusCode()).isEqualTo(200);
    assertThat(get("/page.js").statusCode()).isEqualTo(200);
    assertThat(web.openUploads()).isEqualTo(limit.total());
    for (Raw refused : held.subList(limit.total(), held.size())) {
      assertThat(refused.readAll()).startsWith("HTTP/1.1 ").contains("Connection: close");
      refused.close();
    }
    await(() -> web.openRefusals() == 0);
  }

  @Test
  void refusesAnyNumberOfUploadsOfOneClient() throws Exception {
    for (int i = 0; i < 80; i++) {
      hold(0)
          .send(
              "POST /jobs?style=polka&name=a.mp3 HTTP/1.1",
              "Host: localhost",
              "Content-Length: 900000");
    }
    for (Raw refused : held) {
      assertThat(refused.readAll()).startsWith("HTTP/1.1 4");
      assertThat(web.openRefusals()).isLessThan(held.size());
    }
  }

  @Test
  void doesNotDiscardForEver() throws Exception {
    Raw raw = hold(0);
    raw.send(
        "POST /jobs?style=polka&name=a.mp3 HTTP/1.1",
        "Host: localhost",
        "Content-Length: 900000000000");
    byte[] piece = bytes(1_000_000);
    assertThatThrownBy(
            () -> {
              while (true) {
                raw.write(piece);
              }
            })
        .isInstanceOf(IOException.class);
    await(() -> web.openRefusals() == 0);
  }

  @Test
  void answersWhileOthersDoNotReadAnswers() throws Exception {
    for (int i = 0; i < 100; i++) {
      Raw raw = hold(i);
      for (int request = 0; request < 300; request++) {
        raw.send("GET /page.js HTTP/1.1", "Host: localhost");
      }
    }
    for (Raw raw : held) {
      assertThat(raw.read()).isEqualTo('H');
    }
    for (int i = 0; i < 20; i++) {
      assertThat(get("/health").statusCode()).isEqualTo(200);
      assertThat(get("/nope").statusCode()).isEqualTo(404);
    }
  }
}
