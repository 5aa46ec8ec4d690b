package io.wubdiag.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Finding;
import io.wubdiag.model.LogCall;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Report;
import io.wubdiag.model.Source;
import io.wubdiag.model.Wait;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

class JsonRendererTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static Stream<Report> reports() {
    return Stream.of(
        SampleReports.forkInheritedHandler(),
        SampleReports.threeChildrenAlike(),
        SampleReports.forkInheritedLock(),
        SampleReports.forkInheritedNativeMutex(),
        SampleReports.forkWithoutVmThread(),
        SampleReports.deadlock(2),
        SampleReports.deadlock(3),
        SampleReports.upgradeOfReadLock(),
        SampleReports.orphanedLock(),
        SampleReports.lockLeftByPooledThread(),
        SampleReports.stopped(),
        SampleReports.pipeLeftOpen(),
        SampleReports.sharedSemaphore(),
        SampleReports.namedPipeNobodyReads(),
        SampleHangs.starvedPool(),
        SampleHangs.pinnedCarriers(),
        SampleHangs.fullQueue(),
        SampleHangs.latch(),
        SampleHangs.permits(),
        SampleHangs.nestedLocks(),
        SampleHangs.corruptMap(),
        SampleHangs.flagUnderLock(),
        SampleHangs.fullPipe(),
        SampleReports.lockOrderInversion(),
        SampleReports.contended(),
        SampleReports.notedByTheAgent(),
        SampleReports.nothingFound(),
        SampleReports.notEvaluated(),
        SampleReports.outOfReach(),
        SampleReports.manyProcesses(),
        SampleReports.hostileNames());
  }

  @ParameterizedTest
  @MethodSource("reports")
  void keepsToThePublishedSchema(Report report) throws IOException {
    JsonNode document = MAPPER.readTree(json(report, true));

    assertThat(errors(schema(), document)).isEmpty();
  }

  /** Readers are told to ignore what they don't know; we are to document all that we write. */
  @ParameterizedTest
  @MethodSource("reports")
  void writesNothingThatTheSchemaDoesNotName(Report report) throws IOException {
    JsonNode schema = schema();
    close(schema);

    assertThat(errors(schema, MAPPER.readTree(json(report, false)))).isEmpty();
  }

  @Test
  void refusesADocumentThatLacksAName() throws IOException {
    ObjectNode document =
        (ObjectNode) MAPPER.readTree(json(SampleReports.forkInheritedHandler(), false));
    ((ObjectNode) document.get("findings").get(0).get("owner")).remove("ghost");

    assertThat(errors(schema(), document))
        .anySatisfy(
            error ->
                assertThat(error)
                    .hasToString("/findings/0/owner: required property 'ghost' not found"));
  }

  @Test
  void listsEveryEnumerationInTheSchema() throws IOException {
    JsonNode defs = schema().get("$defs");

    assertThat(enumerated(defs, "finding", "verdict")).isEqualTo(names(Finding.Verdict.values()));
    assertThat(enumerated(defs, "finding", "level")).isEqualTo(names(Finding.Level.values()));
    assertThat(enumerated(defs, "attempt", "source")).isEqualTo(names(Source.values()));
    assertThat(enumerated(defs, "attempt", "outcome")).isEqualTo(names(Attempt.Outcome.values()));
    assertThat(enumerated(defs, "process", "state")).isEqualTo(names(ProcessState.values()));
    assertThat(enumerated(defs, "thread", "state")).isEqualTo(names(Thread.State.values()));
    assertThat(enumerated(defs, "thread", "waitKind")).isEqualTo(names(Wait.Kind.values()));
    assertThat(texts(defs.at("/thread/properties/logCall/properties/phase/enum")))
        .isEqualTo(names(LogCall.Phase.values()));
    assertThat(enumerated(defs, "resourceOwner", "record")).isEqualTo(names(Owner.Record.values()));
    assertThat(texts(defs.get("certainty").get("enum"))).isEqualTo(names(Certainty.values()));
  }

  @Test
  void tellsWhatLogCallIsAt() throws IOException {
    JsonNode document = MAPPER.readTree(json(SampleReports.notedByTheAgent(), false));

    JsonNode threads = document.get("processes").get(0).get("threads");
    assertThat(threads.get(0).get("logCall"))
        .isEqualTo(
            MAPPER.readTree(
                """
                {"appender": "FILE", "className": "ch.qos.logback.core.FileAppender",
                 "sink": "/var/log/engine.log", "phase": "SINK", "phaseMillis": 41200,
                 "lockedAt": "com.acme.Index.rebuild(Index.java:118)", "forkedCalls": 0}
                """));
    assertThat(threads.get(1).get("logCall").isNull()).isTrue();
  }

  @Test
  void saysThatIdleOwnerHasNotEnded() throws IOException {
    JsonNode document = MAPPER.readTree(json(SampleReports.lockLeftByPooledThread(), false));

    JsonNode owner = document.get("findings").get(0).get("owner");
    assertThat(owner.get("terminated").asBoolean()).isFalse();
    assertThat(owner.get("frames").size()).isEqualTo(9);
  }

  @Test
  void namesGhostAndTwin() throws IOException {
    JsonNode document = MAPPER.readTree(json(SampleReports.forkInheritedHandler(), false));

    JsonNode owner = document.get("findings").get(0).get("owner");
    assertThat(owner.toPrettyString().lines().map(String::strip))
        .containsSubsequence(
            "\"pid\" : 4720,",
            "\"thread\" : \"mixer\",",
            "\"tid\" : 4733,",
            "\"ghost\" : true,",
            "\"terminated\" : false,",
            "\"original\" : 4711,",
            "\"pid\" : 4711,",
            "\"thread\" : \"mixer\",");
    assertThat(document.get("findings").get(0).get("chain").get(0).get("heldBy").get("thread"))
        .hasToString("\"mixer\"");
  }

  /**
   * A monitor is held by a frame, a lock by its owner field: both belong to what a thread holds.
   */
  @Test
  void tellsWhatAThreadHoldsByFrameAndByOwner() throws IOException {
    JsonNode document = MAPPER.readTree(json(SampleReports.forkInheritedLock(), false));

    JsonNode threads = document.get("processes").get(1).get("threads");
    assertThat(texts(threads.get(0).get("holds"))).containsExactly("4720/0x71a0");
    assertThat(texts(threads.get(1).get("holds"))).containsExactly("4720/0x7200");
  }

  @Test
  void writesAsciiOnly() throws IOException {
    String json = json(SampleReports.hostileNames(), true);

    assertThat(json.chars().filter(c -> c > 0x7e || c < ' ' && c != '\n')).isEmpty();
    JsonNode threads = MAPPER.readTree(json).get("processes").get(0).get("threads");
    assertThat(threads.get(3).get("name").asString()).isEqualTo("日本語のスレッド");
    assertThat(threads.get(1).get("name").asString()).isEqualTo("n".repeat(10_000));
  }

  @Test
  void survivesLoneSurrogates() throws IOException {
    JsonNode document = MAPPER.readTree(json(SampleReports.hostileNames(), false));

    String name = document.get("processes").get(0).get("threads").get(0).get("name").asString();
    assertThat(name).contains("🎵 \ud800 \"quoted\"");
  }

  @Test
  void standsOnOneLineUnlessIndented() throws IOException {
    assertThat(json(SampleReports.nothingFound(), false)).hasLineCount(1).endsWith("}\n");
    assertThat(json(SampleReports.nothingFound(), true)).contains("\n  \"schemaVersion\" : \"1\"");
  }

  private static String json(Report report, boolean indented) throws IOException {
    StringWriter out = new StringWriter();
    JsonRenderer.render(report, "wubdiag 1.2.3", indented, out);
    return out.toString();
  }

  private static JsonNode schema() throws IOException {
    try (InputStream in = JsonRenderer.class.getResourceAsStream("report.schema.json")) {
      return MAPPER.readTree(Objects.requireNonNull(in));
    }
  }

  /** Forbids what the schema does not name. */
  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object && object.has("properties")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(JsonRendererTest::close);
  }

  private static List<Error> errors(JsonNode schema, JsonNode document) {
    Schema compiled =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
    return compiled.validate(document);
  }

  private static List<String> enumerated(JsonNode defs, String def, String property) {
    return texts(defs.get(def).get("properties").get(property).get("enum"));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : array) {
      if (!text.isNull()) {
        texts.add(text.asString());
      }
    }
    return texts;
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }
}
