package io.wubdiag.remix.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Streams of events. */
class JobEventsTest extends RunningWebServer {
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
}
