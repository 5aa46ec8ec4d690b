package io.wubdiag.collect.hotspot.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wubdiag.collect.hotspot.attach.DumpedThread.Blocker;
import io.wubdiag.collect.hotspot.attach.DumpedThread.BlockerKind;
import io.wubdiag.model.Frame;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DumpedThreadParserTest {
  @Test
  void readsVirtualThreadsAndLocksOfJdk25() throws Exception {
    List<DumpedThread> threads = parse(Samples.text("listing-25.json"));

    DumpedThread left = thread(threads, "left");
    assertThat(left.virtual()).isTrue();
    assertThat(left.state()).isEqualTo(Thread.State.BLOCKED);
    assertThat(left.blocker()).isNotNull();
    assertThat(left.blocker().kind()).isEqualTo(BlockerKind.BLOCKED_ON);
    assertThat(left.blocker().className()).isEqualTo("java.lang.StringBuilder");
    assertThat(left.owned()).hasSize(1);
    assertThat(left.stack())
        .extracting(Frame::className)
        .contains(Subject.class.getName(), "java.lang.VirtualThread");
    DumpedThread lock = thread(threads, "behind lock");
    assertThat(lock.waitsForOwner()).isTrue();
    assertThat(thread(threads, "spinning \"q\"").hasObjects()).isFalse();
    assertThat(threads).noneMatch(thread -> thread.name().equals("Signal Dispatcher"));
  }

  /** The shape without locks that JDK 21 to 24 print, as far as known: none of them was at hand. */
  @Test
  void readsVirtualThreadsOfJdk21() throws Exception {
    List<DumpedThread> threads =
        parse(
            """
            {
              "threadDump": {
                "processId": "1", "time": "2026-03-14T15:09:26Z", "runtimeVersion": "21.0.7+6",
                "threadContainers": [
                  {
                    "container": "<root>", "parent": null, "owner": null,
                    "threads": [
                     {
                       "tid": "1",
                       "name": "main",
                       "stack": [
                          "java.base\\/java.lang.Thread.sleep(Thread.java:509)",
                          "Engine.main(Engine.java:7)"
                       ]
                     },
                     {
                       "tid": "22",
                       "name": "mixer",
                       "stack": [
                          "java.base\\/java.lang.VirtualThread.park(VirtualThread.java:592)",
                          "java.base\\/java.lang.VirtualThread.run(VirtualThread.java:309)"
                       ]
                     }
                    ],
                    "threadCount": "2"
                  }
                ]
              }
            }
            """);

    assertThat(threads)
        .containsExactly(
            new DumpedThread(
                22,
                true,
                "mixer",
                null,
                null,
                List.of(
                    Frame.of("java.lang.VirtualThread", "park", "VirtualThread.java", 592),
                    Frame.of("java.lang.VirtualThread", "run", "VirtualThread.java", 309)),
                Map.of()));
  }

  @Test
  void passesOverWhatItDoesNotKnow() throws Exception {
    List<DumpedThread> threads =
        parse(
            """
            { "threadDump": { "formatVersion": 2, "threadContainers": [ { "future": {"threads": 1},
              "threads": [ { "tid": 7, "virtual": true, "name": "v", "novel": [[{"a": []}]],
                "parkBlocker": { "kind": {}, "object": "A@1", "exclusiveOwnerThread": 3 },
                "monitorsOwned": [ { "depth": 0, "locks": ["B@2", null], "x": {} } ],
                "stack": ["A.b(A.java:1)"] } ] } ] } }
            """);

    assertThat(threads)
        .containsExactly(
            new DumpedThread(
                7,
                true,
                "v",
                null,
                new Blocker(BlockerKind.PARK_BLOCKER, "A@1"),
                List.of(Frame.of("A", "b", "A.java", 1)),
                Map.of(0, List.of("B@2"))));
  }

  @Test
  void refusesAListThatIsCutShort() {
    String text = Samples.text("listing-25.json");
    assertThatThrownBy(() -> parse(text.substring(0, text.length() / 2)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> parse(text.substring(0, text.lastIndexOf('}'))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void refusesMoreThanThereMayBe() throws Exception {
    String text = Samples.text("listing-25.json");
    int all = parse(text).size();
    assertThat(parse(text, all)).hasSize(all);
    assertThatThrownBy(() -> parse(text, all - 1))
        .isInstanceOf(AttachFailure.class)
        .hasMessage("there are more than " + (all - 1));
  }

  @Test
  void survivesDamage() throws AttachFailure {
    long seed = System.nanoTime();
    System.out.println("seed of survivesDamage: " + seed);
    Random random = new Random(seed);
    String text = Samples.text("listing-25.json");
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      try {
        assertThat(parse(Damage.inflict(text, random))).isNotNull();
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  private static List<DumpedThread> parse(String json) throws IOException, AttachFailure {
    return parse(json, Integer.MAX_VALUE);
  }

  private static List<DumpedThread> parse(String json, int most) throws IOException, AttachFailure {
    return DumpedThreadParser.parse(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), new FrameText(), most);
  }

  private static DumpedThread thread(List<DumpedThread> threads, String name) {
    return threads.stream().filter(thread -> thread.name().equals(name)).findFirst().orElseThrow();
  }
}
