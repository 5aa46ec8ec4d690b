package io.wubdiag.remix.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wubdiag.Diagnosis;
import io.wubdiag.model.Report;
import io.wubdiag.render.JsonRenderer;
import io.wubdiag.render.TextOptions;
import io.wubdiag.render.TextRenderer;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * wubdiag's report on the engine and its workers.
 *
 * @param summary the finding in one line
 * @param text the report for people
 * @param json the report for programs; null if there is none
 */
record TreeDump(String summary, String text, @Nullable String json) {
  private static final int WIDTH = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Dumps this process and all its children. It must be the whole tree: only the parent shows that
   * a forked child waits for something that was lost in the fork.
   */
  static TreeDump take(Duration timeout) throws IOException {
    Report report = Diagnosis.ofTree(ProcessHandle.current().pid(), timeout);
    // Without a finding, the stacks may still help someone who knows the program.
    boolean full = report.findings().isEmpty();
    String text = TextRenderer.render(report, new TextOptions(false, WIDTH, full, false));
    StringWriter json = new StringWriter();
    JsonRenderer.render(report, "wubdiag", false, json);
    return new TreeDump(summary(json.toString()), text, json.toString());
  }

  /** Makes the dump that stands for a missing report. */
  static TreeDump failed(Throwable why) {
    String text = "wubdiag could not look into it: " + why;
    return new TreeDump(text, text + "\n", null);
  }

  private static String summary(String json) throws IOException {
    List<String> summaries = new ArrayList<>();
    for (JsonNode finding : JSON.readTree(json).path("findings")) {
      summaries.add(finding.path("summary").asText());
    }
    return summaries.isEmpty() ? "wubdiag found no cause" : String.join(" ", summaries);
  }
}
