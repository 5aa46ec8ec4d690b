package io.wubdiag.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.Report;
import io.wubdiag.render.words.AllWords;
import io.wubdiag.render.words.FindingWords;
import io.wubdiag.render.words.HungProcesses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Holds what each verdict must have, wherever it lies. A new verdict begins here. */
class VerdictsTest {
  private static final Path DOCS = Path.of("..", "docs", "verdicts.md");
  private static final Path ZOO =
      Path.of("..", "test-fixtures", "src", "main", "java", "io", "wubdiag", "fixtures");

  /** A report of each verdict, by the file beside this class that has its text. */
  private static final Map<String, Report> GOLDEN =
      Map.ofEntries(
          Map.entry("fork-inherited-handler", SampleReports.forkInheritedHandler()),
          Map.entry("deadlock-of-two", SampleReports.deadlock(2)),
          Map.entry("orphaned-lock", SampleReports.orphanedLock()),
          Map.entry("starved-pool", SampleHangs.starvedPool()),
          Map.entry("full-queue", SampleHangs.fullQueue()),
          Map.entry("latch", SampleHangs.latch()),
          Map.entry("stopped", SampleReports.stopped()),
          Map.entry("stopped-job", SampleReports.stoppedJob()),
          Map.entry("corrupt-map", SampleHangs.corruptMap()),
          Map.entry("full-pipe", SampleHangs.fullPipe()),
          Map.entry("pipe-left-open", SampleReports.pipeLeftOpen()),
          Map.entry("lock-order-inversion", SampleReports.lockOrderInversion()),
          Map.entry("contended", SampleReports.contended()));

  @ParameterizedTest
  @EnumSource
  void hasAllThatBelongsToIt(Verdict verdict) throws IOException {
    assertThat(missing(verdict.name())).isEmpty();
  }

  static Stream<Finding> findings() {
    return GOLDEN.values().stream().flatMap(report -> report.findings().stream());
  }

  @ParameterizedTest
  @MethodSource("findings")
  void hasWords(Finding finding) {
    FindingWords<?> words = AllWords.of(finding);

    assertThat(words.title()).isNotBlank();
    assertThat(words.summary()).endsWith(".");
    List<Long> pids = finding.hungPids();
    assertThat(words.advice(new HungProcesses(SampleReports.stopped().snapshot(), pids)))
        .isNotEmpty()
        .allSatisfy(piece -> assertThat(piece).endsWith("."));
  }

  @Test
  void namesAllThatAVerdictLacks() throws IOException {
    assertThat(missing("NO_SUCH_VERDICT"))
        .containsExactly(
            "an entry in report.schema.json",
            "a section of docs/verdicts.md",
            "a golden text",
            "a program in the zoo");
  }

  private static List<String> missing(String verdict) throws IOException {
    List<String> missing = new ArrayList<>();
    if (!inSchema(verdict)) {
      missing.add("an entry in report.schema.json");
    }
    if (!Files.readString(DOCS).contains("\n## `" + verdict + "`: ")) {
      missing.add("a section of docs/verdicts.md");
    }
    if (!hasGoldenText(verdict)) {
      missing.add("a golden text");
    }
    if (!inZoo(verdict)) {
      missing.add("a program in the zoo");
    }
    return missing;
  }

  private static boolean inSchema(String verdict) throws IOException {
    JsonNode schema = new ObjectMapper().readTree(read("report.schema.json"));
    for (JsonNode name : schema.at("/$defs/finding/properties/verdict/enum")) {
      if (name.asString().equals(verdict)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasGoldenText(String verdict) throws IOException {
    TextOptions plain = new TextOptions(false, 80, false, false);
    for (Map.Entry<String, Report> golden : GOLDEN.entrySet()) {
      Report report = golden.getValue();
      if (report.findings().get(0).verdict().name().equals(verdict)) {
        return TextRenderer.render(report, plain).equals(read(golden.getKey() + ".txt"));
      }
    }
    return false;
  }

  /**
   * Whether a program of the zoo has the verdict, by annotation or, if it does not hang, Javadoc.
   */
  private static boolean inZoo(String verdict) throws IOException {
    Pattern declared =
        Pattern.compile(
            "@Reports\\(\\s*(value = )?Verdict\\."
                + verdict
                + "\\b|\\{@code "
                + verdict
                + "\\} of");
    try (Stream<Path> files = Files.walk(ZOO)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        if (declared.matcher(Files.readString(file)).find()) {
          return true;
        }
      }
    }
    return false;
  }

  private static String read(String file) throws IOException {
    try (InputStream in = VerdictsTest.class.getResourceAsStream(file)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
