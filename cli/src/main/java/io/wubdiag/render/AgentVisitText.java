package io.wubdiag.render;

import io.wubdiag.model.AgentChange;
import io.wubdiag.model.AgentVisit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of taking the agent into JVMs or out of them, as a table for people. */
public final class AgentVisitText {
  private AgentVisitText() {}

  /**
   * The table as text, its last line ended. To be written as UTF-8.
   *
   * @param width the terminal's columns; commands are cut to it, nothing else is
   */
  public static String render(List<AgentVisit> visits, int width) {
    Page page = new Page(false, width);
    TreeTable table = new TreeTable("CLASSES", "PLACES", "TIME", "AGENT", "COMMAND");
    Map<String, List<Long>> reasons = new LinkedHashMap<>();
    for (AgentVisit visit : visits) {
      AgentChange change = visit.change();
      AgentChange done =
          change == null || change.kind() == AgentChange.Kind.UNCHANGED ? null : change;
      table.add(
          visit.kernel().pid(),
          visit.kernel().parentPid(),
          done == null ? "-" : Integer.toString(done.classes()),
          done == null ? "-" : Integer.toString(done.sites()),
          done == null ? "-" : done.took().toMillis() + " ms",
          outcome(change),
          CommandText.of(visit.kernel().command()));
      String note = note(visit);
      if (!note.isEmpty()) {
        List<Long> pids = reasons.get(note);
        if (pids == null) {
          pids = new ArrayList<>();
          reasons.put(note, pids);
        }
        pids.add(visit.kernel().pid());
      }
    }
    table.render(page);
    for (Map.Entry<String, List<Long>> reason : reasons.entrySet()) {
      page.labelled(2, "- ", Wording.pids(reason.getValue()) + ": " + reason.getKey());
    }
    return page.toString();
  }

  private static String outcome(@Nullable AgentChange change) {
    if (change == null) {
      return "failed";
    }
    return switch (change.kind()) {
      case ATTACHED -> "attached";
      case DETACHED -> "detached";
      case UNCHANGED -> "unchanged";
    };
  }

  private static String note(AgentVisit visit) {
    AgentChange change = visit.change();
    if (change != null && change.leftAlone() > 0) {
      return change.leftAlone() + " classes could not be woven and were left as they are";
    }
    return visit.reason();
  }
}
