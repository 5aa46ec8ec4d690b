package io.wubdiag.render;

import io.wubdiag.model.JvmFacts;
import io.wubdiag.model.SurveyedProcess;
import io.wubdiag.render.words.SafeText;
import io.wubdiag.render.words.Wording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Processes as a table for people: the tree, what each one runs on, and how it can be asked. */
public final class SurveyText {
  private SurveyText() {}

  /**
   * The table as text, its last line ended. To be written as UTF-8.
   *
   * @param processes parents before their children
   * @param width the terminal's columns; commands are cut to it, nothing else is
   */
  public static String render(List<SurveyedProcess> processes, int width) {
    Page page = new Page(false, width);
    TreeTable table = new TreeTable("THREADS", "ASK BY", "JVM", "COMMAND");
    Map<String, List<Long>> reasons = new LinkedHashMap<>();
    for (SurveyedProcess process : processes) {
      long pid = process.kernel().pid();
      table.add(
          pid,
          process.kernel().parentPid(),
          Integer.toString(process.threads()),
          Wording.source(process.best()),
          jvm(process.jvm()),
          CommandText.of(process.kernel().command()));
      if (process.jvm() != null && !process.reason().isEmpty()) {
        List<Long> pids = reasons.get(process.reason());
        if (pids == null) {
          pids = new ArrayList<>();
          reasons.put(process.reason(), pids);
        }
        pids.add(pid);
      }
    }
    table.render(page);
    for (Map.Entry<String, List<Long>> reason : reasons.entrySet()) {
      page.labelled(2, "- ", Wording.pids(reason.getValue()) + ": " + reason.getKey());
    }
    return page.toString();
  }

  private static String jvm(@Nullable JvmFacts jvm) {
    if (jvm == null) {
      return "-";
    }
    String version = jvm.version() == null ? "?" : SafeText.name(jvm.version());
    return jvm.fork() == null ? version : version + ", forked";
  }
}
