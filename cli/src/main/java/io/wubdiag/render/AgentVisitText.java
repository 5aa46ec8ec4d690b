package io.wubdiag.render;

import io.wubdiag.model.AgentChange;
import io.wubdiag.model.AgentVisit;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.render.words.SafeText;
import io.wubdiag.render.words.Wording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of taking the agent into JVMs or out of them, for people: as a table, or row by row as
 * it comes.
 */
public final class AgentVisitText {
  private static final String[] HEADINGS = {
    "CLASSES", "PLACES", "LOGGING", "TIME", "STOPPED", "AGENT", "COMMAND"
  };

  /** Columns of a row that has to fit below others that are not known yet. */
  private static final String ROW = "  %-10s  %7s  %-7s  %-7s  %-8s  %-8s  %-9s  %s%n";

  private static final int BEFORE_COMMAND = 72;
  private static final int NARROWEST_COMMAND = 16;

  private AgentVisitText() {}

  /**
   * The table as text, its last line ended. To be written as UTF-8.
   *
   * @param width the terminal's columns; commands are cut to it, nothing else is
   */
  public static String render(List<AgentVisit> visits, int width) {
    Page page = new Page(false, width);
    TreeTable table = new TreeTable(HEADINGS);
    Map<String, List<Long>> reasons = new LinkedHashMap<>();
    for (AgentVisit visit : visits) {
      KernelFacts kernel = visit.kernel();
      table.add(kernel.pid(), kernel.parentPid(), cells(visit));
      String note = note(visit);
      if (!note.isEmpty()) {
        List<Long> pids = reasons.get(note);
        if (pids == null) {
          pids = new ArrayList<>();
          reasons.put(note, pids);
        }
        pids.add(kernel.pid());
      }
    }
    table.render(page);
    for (Map.Entry<String, List<Long>> reason : reasons.entrySet()) {
      page.labelled(2, "- ", Wording.pids(reason.getValue()) + ": " + reason.getKey());
    }
    return page.toString();
  }

  /** The line above rows. */
  public static String heading() {
    return row("PID", HEADINGS, Integer.MAX_VALUE);
  }

  /** One visit as a row, and what else is to be said of it below; its last line ended. */
  public static String row(AgentVisit visit, int width) {
    String row = row(Long.toString(visit.kernel().pid()), cells(visit), width);
    String note = note(visit);
    if (note.isEmpty()) {
      return row;
    }
    Page page = new Page(false, width);
    page.labelled(2, "- ", visit.kernel().pid() + ": " + note);
    return row + page;
  }

  private static String row(String pid, String[] cells, int width) {
    Object[] columns = new Object[cells.length + 1];
    columns[0] = pid;
    System.arraycopy(cells, 0, columns, 1, cells.length);
    int room = Math.max(NARROWEST_COMMAND, Math.min(width - BEFORE_COMMAND, SafeText.NAME));
    columns[cells.length] = SafeText.name(cells[cells.length - 1], room);
    return String.format(ROW, columns);
  }

  private static String[] cells(AgentVisit visit) {
    AgentChange change = visit.change();
    AgentChange done =
        change == null || change.kind() == AgentChange.Kind.UNCHANGED ? null : change;
    return new String[] {
      done == null ? "-" : Integer.toString(done.classes()),
      done == null ? "-" : Integer.toString(done.sites()),
      done == null ? "-" : Integer.toString(done.appenders()),
      done == null ? "-" : done.took().toMillis() + " ms",
      done == null ? "-" : stopped(done.longestStop()),
      outcome(change),
      CommandText.of(visit.kernel().command())
    };
  }

  private static String stopped(@Nullable Duration longest) {
    return longest == null ? "?" : Wording.duration(longest);
  }

  private static String outcome(@Nullable AgentChange change) {
    if (change == null) {
      return "failed";
    }
    return switch (change.kind()) {
      case ATTACHED -> "attached";
      case REPLACED -> "replaced";
      case DETACHED -> "detached";
      case UNCHANGED -> "unchanged";
    };
  }

  private static String note(AgentVisit visit) {
    AgentChange change = visit.change();
    if (change != null && change.leftAlone() > 0) {
      String names = String.join(", ", change.leftAloneClasses());
      return change.leftAlone()
          + (change.leftAlone() == 1 ? " class" : " classes")
          + " could not be instrumented and stayed unchanged"
          + (names.isEmpty() ? "" : ": " + names)
          + (change.leftAlone() > change.leftAloneClasses().size() && !names.isEmpty()
              ? ", …"
              : "");
    }
    return visit.reason();
  }
}
