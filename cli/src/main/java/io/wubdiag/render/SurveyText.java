package io.wubdiag.render;

import io.wubdiag.model.JvmFacts;
import io.wubdiag.model.SurveyedProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Processes as a table for people: a line each, children indented below their parents. */
public final class SurveyText {
  private SurveyText() {}

  /**
   * The table as text, its last line ended.
   *
   * @param processes parents before their children
   * @param width the terminal's columns; commands are cut to it, nothing else is
   */
  public static String render(List<SurveyedProcess> processes, int width) {
    StringBuilder text = new StringBuilder();
    row(text, "PID", "JVM", "ASK BY", "THREADS", "COMMAND", width);
    Map<Long, Integer> depths = new HashMap<>();
    for (SurveyedProcess process : processes) {
      Integer parent = depths.get(process.kernel().parentPid());
      int depth = parent == null ? 0 : parent + 1;
      depths.put(process.kernel().pid(), depth);
      row(
          text,
          " ".repeat(depth) + process.kernel().pid(),
          version(process.jvm()),
          process.best().name().toLowerCase(Locale.ROOT),
          Integer.toString(process.threads()),
          SafeText.escape(String.join(" ", process.kernel().command())),
          width);
      if (process.jvm() != null && !process.reason().isEmpty()) {
        text.append(" ".repeat(depth + 2)).append(SafeText.escape(process.reason())).append('\n');
      }
    }
    return text.toString();
  }

  private static String version(@Nullable JvmFacts jvm) {
    if (jvm == null) {
      return "-";
    }
    String version = jvm.version() == null ? "?" : SafeText.escape(jvm.version());
    return jvm.fork() == null ? version : version + " forked";
  }

  private static void row(
      StringBuilder text,
      String pid,
      String jvm,
      String source,
      String threads,
      String command,
      int width) {
    StringBuilder line = new StringBuilder();
    pad(line.append(pid), 10);
    pad(line.append(jvm), 38);
    pad(line.append(source), 53);
    line.append(" ".repeat(Math.max(0, 7 - threads.length()))).append(threads).append("  ");
    int room = width - line.length();
    line.append(
        command.length() <= room ? command : command.substring(0, Math.max(10, room - 1)) + "…");
    text.append(line).append('\n');
  }

  private static void pad(StringBuilder line, int column) {
    do {
      line.append(' ');
    } while (line.length() < column);
  }
}
