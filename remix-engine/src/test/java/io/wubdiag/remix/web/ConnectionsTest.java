package io.wubdiag.remix.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More connections than the server allows. */
class ConnectionsTest extends RunningWebServer {
  private static final String HOSTILE = "127.0.0.2";

  private final List<Raw> held = new ArrayList<>();

  @Override
  WebOptions options() {
    return new WebOptions(
        "127.0.0.1",
        0,
        Set.of(),
        1_000_000,
        Duration.ofMinutes(5),
        Duration.ofMillis(50),
        OPTIONS.uploads(),
        OPTIONS.events(),
        OPTIONS.audio(),
        new WebOptions.Limit(30, 20));
  }

  @AfterEach
  void letGo() throws Exception {
    for (Raw raw : held) {
      raw.close();
    }
  }

  private Raw connect(String address) throws Exception {
    Raw raw = new Raw(address);
    held.add(raw);
    return raw;
  }

  private Raw listen(String job) throws Exception {
    Raw raw = connect(HOSTILE);
    raw.send("GET /jobs/" + job + "/events HTTP/1.1", "Host: localhost");
    return raw;
  }

  private String health(String address) throws Exception {
    try (Raw raw = new Raw(address)) {
      raw.send("GET /health HTTP/1.1", "Host: localhost", "Connection: close");
      return raw.readAll();
    }
  }

  @Test
  void closesIdleConnectionsOfClientThatOpensTooMany() throws Exception {
    for (int i = 0; i < 50; i++) {
      connect(HOSTILE);
    }
    assertThat(health("127.0.0.1")).startsWith("HTTP/1.1 200");
    assertThat(health(HOSTILE)).startsWith("HTTP/1.1 200");
    await(() -> web.openConnections() <= 20);
    assertThat(held.get(0).readAll()).isEmpty();
  }

  @Test
  void closesIdleConnectionsWhenThereAreTooMany() throws Exception {
    for (int i = 0; i < 100; i++) {
      connect("127.0.0." + (2 + i % 5));
    }
    assertThat(health("127.0.0.1")).startsWith("HTTP/1.1 200");
    await(() -> web.openConnections() <= 30);
  }

  @Test
  void keepsConnectionsWithRequests() throws Exception {
    String job = service.add("a.mp3");
    Raw events = listen(job);
    await(() -> web.openEventStreams() == 1);
    for (int i = 0; i < 50; i++) {
      connect(HOSTILE);
    }
    await(() -> web.openConnections() == 20);
    service.fail(job, "It ends here.", false);
    assertThat(events.readUntil("It ends here.")).contains("event: job");
  }

  @Test
  void closesNewConnectionWhenAllOthersHaveRequests() throws Exception {
    String job = service.add("a.mp3");
    for (int i = 0; i < 20; i++) {
      listen(job);
    }
    await(() -> web.openEventStreams() == 20);

    assertThat(health(HOSTILE)).isEmpty();
    assertThat(health("127.0.0.1")).startsWith("HTTP/1.1 200");
    assertThat(web.openEventStreams()).isEqualTo(20);
    letGo();
    await(() -> web.openEventStreams() == 0 && web.openConnections() == 0);
    assertThat(health(HOSTILE)).startsWith("HTTP/1.1 200");
  }
}
