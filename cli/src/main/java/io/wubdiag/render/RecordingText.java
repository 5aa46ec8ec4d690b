package io.wubdiag.render;

import io.wubdiag.model.RecordedProcess;
import io.wubdiag.model.RecordingContents;
import io.wubdiag.render.words.SafeText;
import io.wubdiag.render.words.Wording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of recording JVMs, as a table for people. */
public final class RecordingText {
  private static final String NO_AGENT =
      "has no agent events, only the JDK's own lock events; `wubdiag attach` loads the agent";

  private RecordingText() {}

  /**
   * The table as text, its last line ended. To be written as UTF-8.
   *
   * @param width the terminal's columns; commands are cut to it, nothing else is
   */
  public static String render(List<RecordedProcess> processes, int width) {
    Page page = new Page(false, width);
    TreeTable table = new TreeTable("SIZE", "JDK'S EVENTS", "AGENT'S EVENTS", "FILE", "COMMAND");
    Map<String, List<Long>> notes = new LinkedHashMap<>();
    for (RecordedProcess process : processes) {
      RecordingContents contents = process.contents();
      long pid = process.kernel().pid();
      table.add(
          pid,
          process.kernel().parentPid(),
          contents == null ? "-" : size(contents.bytes()),
          contents == null ? "failed" : Long.toString(contents.jdkEvents()),
          contents == null || !contents.agent() ? "-" : Long.toString(contents.agentEvents()),
          contents == null ? "-" : SafeText.name(contents.file().getFileName().toString()),
          CommandText.of(process.kernel().command()));
      if (contents == null || !contents.agent()) {
        String note = contents == null ? process.reason() : NO_AGENT;
        List<Long> pids = notes.get(note);
        if (pids == null) {
          pids = new ArrayList<>();
          notes.put(note, pids);
        }
        pids.add(pid);
      }
    }
    table.render(page);
    for (Map.Entry<String, List<Long>> note : notes.entrySet()) {
      page.labelled(2, "- ", Wording.pids(note.getValue()) + ": " + note.getKey());
    }
    return page.toString();
  }

  private static String size(long bytes) {
    return bytes < 10 << 20 ? (bytes >> 10) + " kB" : (bytes >> 20) + " MB";
  }
}
