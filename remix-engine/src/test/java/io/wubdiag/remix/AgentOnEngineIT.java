package io.wubdiag.remix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wubdiag.remix.audio.DemoSong;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent goes into an engine that works, and comes out of it, and no song knows. */
@Timeout(180)
class AgentOnEngineIT {
  private static final int SONGS = 8;

  /** What the JIT, class loaders and caches may have done meanwhile. */
  private static final long FEW_MEGABYTES = 8_000_000;

  @TempDir private Path home;

  @Test
  void costsNoSongAndLeavesNothing() throws Exception {
    Path song = home.resolve("song.wav");
    DemoSong.of(128, 20, 2).writeWav(song);
    try (EngineProcess engine = EngineProcess.start(home, "--workers", "2", "--queue", "16")) {
      byte[] expected = remixed(engine, List.of(engine.submit(song, "song.wav"))).get(0);
      List<Long> pids = new ArrayList<>(List.of(engine.pid()));
      engine.workers().forEach(worker -> pids.add(worker.pid()));
      assertThat(pids).hasSize(3);
      Map<Long, Long> heapBefore = heaps(pids);

      List<String> ids = new ArrayList<>();
      for (int i = 0; i < SONGS; i++) {
        ids.add(engine.submit(song, "song.wav"));
      }
      engine.workerAt(ids.get(0));
      Map<Long, JsonNode> attached = rows(engine, "attach", "ATTACHED");
      assertThat(attached).containsOnlyKeys(pids);
      Command.Result dump = wubdiag("dump", "--json", Long.toString(engine.pid()));
      assertThat(dump.exitCode()).as(dump.err()).isIn(0, 4);
      assertThat(EngineProcess.parsed(dump.out()).get("findings")).isEmpty();
      assertThat(isFinished(engine, ids.get(SONGS - 1))).as("it works all the while").isFalse();
      engine.assertDone(ids.get(SONGS / 2));
      Map<Long, JsonNode> detached = rows(engine, "detach", "DETACHED");

      assertThat(detached).containsOnlyKeys(pids);
      for (long pid : pids) {
        // Classes that were loaded meanwhile are restored as well.
        assertThat(detached.get(pid).get("classes").asInt())
            .isGreaterThanOrEqualTo(attached.get(pid).get("classes").asInt())
            .isPositive();
        assertThat(attached.get(pid).get("leftAlone").asInt()).isZero();
        assertThat(detached.get(pid).get("leftAlone").asInt()).isZero();
      }
      assertThat(remixed(engine, ids)).hasSize(SONGS).allMatch(bytes -> same(bytes, expected));
      for (String id : ids) {
        assertThat(engine.job(id).get("attempts").asInt()).isEqualTo(1);
      }
      Map<Long, Long> heapAfter = heaps(pids);
      for (long pid : pids) {
        assertThat(heapAfter.get(pid)).isLessThan(heapBefore.get(pid) + FEW_MEGABYTES);
        assertThat(jcmd(pid, "Thread.print")).doesNotContain("wubdiag-agent");
      }
    }
  }

  private static boolean same(byte[] bytes, byte[] expected) {
    return Arrays.equals(bytes, expected);
  }

  private static boolean isFinished(EngineProcess engine, String id) {
    return engine.job(id).get("state").asText().equals("done");
  }

  private static List<byte[]> remixed(EngineProcess engine, List<String> ids) throws Exception {
    List<byte[]> all = new ArrayList<>();
    for (String id : ids) {
      engine.assertDone(id);
      all.add(engine.bytes("jobs/" + id + "/download"));
    }
    return all;
  }

  /** What it says of each process of the engine, all of which have to have come out like that. */
  private static Map<Long, JsonNode> rows(EngineProcess engine, String command, String outcome) {
    Command.Result result =
        wubdiag(command, "--json", "--timeout", "60s", Long.toString(engine.pid()));
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    Map<Long, JsonNode> rows = new HashMap<>();
    for (String line : result.out().split("\n", -1)) {
      if (!line.isEmpty()) {
        JsonNode row = EngineProcess.parsed(line);
        assertThat(row.get("outcome").asText()).as(line).isEqualTo(outcome);
        rows.put(row.get("pid").asLong(), row);
      }
    }
    return rows;
  }

  private static Command.Result wubdiag(String... arguments) {
    List<String> command = new ArrayList<>(List.of(System.getProperty("wubdiag.launcher")));
    command.addAll(List.of(arguments));
    return Command.run(command.toArray(String[]::new));
  }

  /** How many bytes of objects live, by process. The engine and its workers are at rest. */
  private static Map<Long, Long> heaps(List<Long> pids) {
    Map<Long, Long> heaps = new HashMap<>();
    for (long pid : pids) {
      String[] lines = jcmd(pid, "GC.class_histogram").split("\n", -1);
      for (String line : lines) {
        if (line.startsWith("Total")) {
          heaps.put(pid, Long.parseLong(line.strip().split(" +")[2]));
        }
      }
    }
    assertThat(heaps).hasSameSizeAs(pids);
    return heaps;
  }

  private static String jcmd(long pid, String command) {
    return Command.output(
        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
        Long.toString(pid),
        command);
  }
}
