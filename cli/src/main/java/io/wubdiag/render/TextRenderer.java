package io.wubdiag.render;

import io.wubdiag.model.Finding;
import io.wubdiag.model.NotEvaluated;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Report;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.render.Page.Style;
import io.wubdiag.render.words.AllWords;
import io.wubdiag.render.words.SafeText;
import io.wubdiag.render.words.Wording;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A report for people: the answer first, what it rests on after it. Nothing in it reaches the
 * terminal raw, whatever names threads and commands have.
 */
public final class TextRenderer {
  /** The exit code for targets none of which could be looked into. */
  private static final int OUT_OF_REACH = 3;

  private final Report report;
  private final TextOptions options;
  private final Page page;
  private final StackText stacks;

  private TextRenderer(Report report, TextOptions options) {
    this.report = report;
    this.options = options;
    this.page = new Page(options.colour(), options.width());
    this.stacks = new StackText(page, new Holdings(report));
  }

  /** The report as text, its last line ended. To be written as UTF-8. */
  public static String render(Report report, TextOptions options) {
    return new TextRenderer(report, options).render();
  }

  private String render() {
    List<List<Finding>> groups = groups(report.findings());
    overview(groups);
    FindingText text = new FindingText(page, stacks, report.snapshot(), options.explain());
    boolean first = true;
    for (List<Finding> group : groups) {
      if (!first) {
        page.gap();
        page.line(0, "");
      }
      first = false;
      page.gap();
      text.render(group);
    }
    notEvaluated();
    new LastEventsText(page, report.snapshot()).render();
    processes();
    if (options.full()) {
      threads();
    }
    return page.toString();
  }

  /** Findings that differ in the process only are one for a reader. */
  private static List<List<Finding>> groups(List<Finding> findings) {
    List<List<Finding>> groups = new ArrayList<>();
    for (Finding finding : findings) {
      List<Finding> group = null;
      for (List<Finding> other : groups) {
        if (AllWords.of(other.get(0)).isLike(finding)) {
          group = other;
          break;
        }
      }
      if (group == null) {
        group = new ArrayList<>();
        groups.add(group);
      }
      group.add(finding);
    }
    return groups;
  }

  /** How the search went, unless there is one hang and so nothing to count. */
  private void overview(List<List<Finding>> groups) {
    int hangs = count(groups, Finding.Level.HANG);
    int potential = count(groups, Finding.Level.POTENTIAL);
    if (groups.size() == 1 && hangs == 1) {
      return;
    }
    String looked = lookedAt();
    if (hangs > 0) {
      int contended = count(groups, Finding.Level.CONTENTION);
      String more =
          (potential == 0 ? "" : " and " + Wording.count(potential, "potential deadlock"))
              + (contended == 0 ? "" : " and " + Wording.count(contended, "contended lock"));
      page.line(Style.HANG, Wording.count(hangs, "hang"), more + " in " + looked + ".");
    } else if (report.exitCode() == OUT_OF_REACH) {
      List<Long> roots = report.snapshot().roots();
      page.line(Style.CONTENTION, "Could not inspect", " " + Wording.processes(roots) + ".");
    } else if (potential > 0) {
      String found = ", but " + Wording.count(potential, "potential deadlock") + " in " + looked;
      boolean all = report.notEvaluated().isEmpty();
      page.line(
          Style.CONTENTION,
          "No hang found",
          found + (all ? "." : ", but not everything could be inspected."));
    } else if (report.notEvaluated().isEmpty()) {
      page.line(Style.FINE, "No hang found", " in " + looked + ".");
    } else {
      page.line(
          Style.CONTENTION,
          "No hang found",
          " in " + looked + ", but not everything could be inspected.");
    }
  }

  private static int count(List<List<Finding>> groups, Finding.Level level) {
    int count = 0;
    for (List<Finding> group : groups) {
      count += group.get(0).level() == level ? 1 : 0;
    }
    return count;
  }

  private String lookedAt() {
    int threads = 0;
    for (ProcessCapture process : report.snapshot().processes()) {
      threads += process.threadsSeen().size();
    }
    return Wording.count(report.snapshot().processes().size(), "process")
        + ", "
        + Wording.count(threads, "thread");
  }

  /** What stays open, with all processes and questions of one reason together. */
  private void notEvaluated() {
    List<String> reasons = new ArrayList<>();
    for (NotEvaluated open : report.notEvaluated()) {
      if (!reasons.contains(open.reason())) {
        reasons.add(open.reason());
      }
    }
    if (reasons.isEmpty()) {
      return;
    }
    page.heading("Could not tell");
    for (String reason : reasons) {
      List<Long> pids = new ArrayList<>();
      List<String> questions = new ArrayList<>();
      for (NotEvaluated open : report.notEvaluated()) {
        if (open.reason().equals(reason)) {
          addOnce(pids, open.pid());
          addOnce(questions, Wording.verdict(open.analysis()));
        }
      }
      String what = Wording.processes(pids) + " (" + String.join(", ", questions) + "): ";
      page.labelled(2, "- ", what + reason);
    }
  }

  private static <T> void addOnce(List<T> list, T item) {
    if (!list.contains(item)) {
      list.add(item);
    }
  }

  private void processes() {
    ProcessTreeSnapshot snapshot = report.snapshot();
    if (snapshot.processes().isEmpty()) {
      return;
    }
    page.heading(
        "Inspected on "
            + SafeText.name(snapshot.host())
            + " at "
            + snapshot.capturedAt().truncatedTo(ChronoUnit.SECONDS)
            + " in "
            + Wording.duration(snapshot.duration()));
    new ProcessTable(page, report, options.full()).render();
  }

  private void threads() {
    for (ProcessCapture process : report.snapshot().processes()) {
      if (process.threadsSeen().isEmpty()) {
        continue;
      }
      page.heading(
          "Threads of process " + process.pid() + ": " + SafeText.name(CommandText.of(process)));
      for (ThreadSnapshot thread : process.threadsSeen()) {
        page.gap();
        stacks.whole(thread);
      }
    }
  }
}
