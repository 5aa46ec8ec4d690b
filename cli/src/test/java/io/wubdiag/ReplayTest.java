package io.wubdiag;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.machine.RecordedMachine;
import io.wubdiag.collect.machine.Recording;
import io.wubdiag.model.Report;
import io.wubdiag.render.JsonRenderer;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replays recordings of programs of the zoo: the same report, times aside, without any process.
 *
 * <p>{@code ./wubdiag zoo record DIRECTORY [NAME …]} makes them. Where the words of a report have
 * changed on purpose, {@code -Dwubdiag.update=true} writes the reports anew; where collection reads
 * something else, record them anew.
 */
class ReplayTest {
  private static final Path RECORDINGS = Path.of("src/test/resources/io/wubdiag/recordings");
  private static final Pattern ROOT = Pattern.compile("\"root\" : (\\d+)");

  /** Durations and instants, in fields and in sentences. */
  private static final Pattern TIMES =
      Pattern.compile(
          "(\"\\w*[mM]illis\" : )[\\d.]+|(\"(?:startTime|capturedAt)\" : )\"[^\"]*\""
              + "|\\b[\\d.]+ (?:ms|s)\\b");

  static List<Path> recordings() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> zips = Files.newDirectoryStream(RECORDINGS, "*.zip")) {
      zips.forEach(found::add);
    }
    found.sort(null);
    return found;
  }

  @Test
  void hasEnoughOfThem() throws IOException {
    assertThat(recordings()).hasSizeGreaterThanOrEqualTo(30);
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void givesTheSameReport(Path recording) throws IOException {
    Path expected = Path.of(recording.toString().replace(".zip", ".json"));
    String before = Files.readString(expected);
    String now = replay(recording, root(before));
    if (Boolean.getBoolean("wubdiag.update")) {
      Files.writeString(expected, now);
    }
    assertThat(withoutTimes(now)).isEqualTo(withoutTimes(before));
  }

  @Test
  void knowsNothingOfAProcessThatWasNotRecorded() throws IOException {
    Report report = report(recordings().get(0), Long.MAX_VALUE);
    assertThat(report.snapshot().processes()).isEmpty();
    assertThat(report.findings()).isEmpty();
  }

  private static long root(String report) {
    Matcher root = ROOT.matcher(report);
    assertThat(root.find()).isTrue();
    return Long.parseLong(root.group(1));
  }

  private static String replay(Path recording, long root) throws IOException {
    StringWriter json = new StringWriter();
    JsonRenderer.render(report(recording, root), "wubdiag", true, json);
    return json.toString();
  }

  private static Report report(Path recording, long root) throws IOException {
    try (InputStream in = Files.newInputStream(recording)) {
      RecordedMachine machine = new RecordedMachine(Recording.read(in));
      return Diagnosis.ofTree(machine, root, Duration.ofSeconds(20));
    }
  }

  private static String withoutTimes(String report) {
    return TIMES.matcher(report).replaceAll("$1$2-");
  }
}
