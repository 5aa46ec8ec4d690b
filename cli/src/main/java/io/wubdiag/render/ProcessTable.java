package io.wubdiag.render;

import io.wubdiag.model.Attempt;
import io.wubdiag.model.Finding;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.NotEvaluated;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessCapture.VanishedProcess;
import io.wubdiag.model.Report;
import io.wubdiag.render.Page.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The processes that were looked at, as a tree: how each one was asked, and what went wrong in
 * that.
 */
final class ProcessTable {
  /** So many are all shown; of more, those that the report speaks of. */
  private static final int FEW = 30;

  private static final int COMMAND = 16;
  private static final int DEEP = 30;

  private final Page page;
  private final List<ProcessCapture> processes;
  private final Set<Long> shown;
  private final Map<Long, List<ProcessCapture>> children = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();

  private record Row(ProcessCapture process, String tree) {}

  ProcessTable(Page page, Report report, boolean full) {
    this.page = page;
    this.processes = report.snapshot().processes();
    this.shown = full || processes.size() <= FEW ? all() : spokenOf(report);
    layOut();
  }

  private Set<Long> all() {
    Set<Long> pids = new HashSet<>();
    for (ProcessCapture process : processes) {
      pids.add(process.pid());
    }
    return pids;
  }

  private Set<Long> spokenOf(Report report) {
    Set<Long> pids = new HashSet<>(report.snapshot().roots());
    for (Finding finding : report.findings()) {
      pids.addAll(Findings.pids(finding));
    }
    for (NotEvaluated open : report.notEvaluated()) {
      pids.add(open.pid());
    }
    // With their ancestors, which stand before them.
    for (int i = processes.size() - 1; i >= 0; i--) {
      if (pids.contains(processes.get(i).pid())) {
        pids.add(processes.get(i).parentPid());
      }
    }
    return pids;
  }

  /**
   * Parents stand before their children, so there is no way round in a circle, whatever pids say.
   */
  private void layOut() {
    List<ProcessCapture> tops = new ArrayList<>();
    for (ProcessCapture process : processes) {
      List<ProcessCapture> siblings = children.getOrDefault(process.parentPid(), tops);
      if (shown.contains(process.pid())) {
        siblings.add(process);
      }
      children.put(process.pid(), new ArrayList<>());
    }
    for (ProcessCapture top : tops) {
      rows.add(new Row(top, ""));
      layOutBelow(top, "");
    }
  }

  private void layOutBelow(ProcessCapture parent, String margin) {
    List<ProcessCapture> below = children.getOrDefault(parent.pid(), List.of());
    for (ProcessCapture child : below) {
      boolean last = child == below.get(below.size() - 1);
      String next = margin.length() >= DEEP ? margin : margin + (last ? "   " : "│  ");
      rows.add(new Row(child, margin + (last ? "└─ " : "├─ ")));
      layOutBelow(child, next);
    }
  }

  void render() {
    int pid = "PID".length();
    int source = "SOURCE".length();
    int paused = "PAUSED".length();
    for (Row row : rows) {
      pid = Math.max(pid, row.tree().length() + Long.toString(row.process().pid()).length());
      source = Math.max(source, source(row.process()).length());
      paused = Math.max(paused, paused(row.process()).length());
    }
    int before = 2 + pid + 2 + "THREADS".length() + 2 + source + 2 + paused + 2;
    page.line(
        2,
        Style.ASIDE,
        left("PID", pid)
            + "  THREADS  "
            + left("SOURCE", source)
            + "  "
            + left("PAUSED", paused)
            + "  COMMAND");
    for (Row row : rows) {
      ProcessCapture process = row.process();
      String threads = threads(process);
      int room = Math.max(COMMAND, Math.min(page.width() - before, SafeText.NAME));
      String line =
          left(row.tree() + process.pid(), pid)
              + "  "
              + right(threads, "THREADS".length())
              + "  "
              + left(source(process), source)
              + "  "
              + left(paused(process), paused)
              + "  "
              + SafeText.name(process.command(), room);
      page.line(2, line);
    }
    int others = processes.size() - rows.size();
    if (others > 0) {
      page.line(
          2,
          "… and "
              + Wording.count(others, "more process")
              + " without a finding (--full shows them)");
    }
    notes();
  }

  /** As many as were seen, else as many tasks as the kernel has. */
  private static String threads(ProcessCapture process) {
    KernelFacts kernel = process.kernelFacts();
    if (kernel == null) {
      return "-";
    }
    int seen = process.threadsSeen().size();
    return Integer.toString(seen == 0 ? kernel.tasks().size() : seen);
  }

  /** What there is to say of how a process was asked, once for all of which the same is to say. */
  private void notes() {
    Map<String, List<Long>> notes = new LinkedHashMap<>();
    for (Row row : rows) {
      String note = note(row.process());
      if (!note.isEmpty()) {
        List<Long> pids = notes.get(note);
        if (pids == null) {
          pids = new ArrayList<>();
          notes.put(note, pids);
        }
        pids.add(row.process().pid());
      }
    }
    for (Map.Entry<String, List<Long>> note : notes.entrySet()) {
      page.labelled(2, "- ", Wording.pids(note.getValue()) + ": " + note.getKey());
    }
  }

  private static String note(ProcessCapture process) {
    List<String> notes = new ArrayList<>();
    if (process instanceof CapturedJvm jvm && jvm.jvm().fork() != null) {
      notes.add("forked copy of " + Summary.original(jvm.jvm().fork().original()));
    }
    for (Attempt attempt : process.attempts()) {
      if (!attempt.answered()) {
        String reason = attempt.reason().isEmpty() ? "" : ": " + attempt.reason();
        notes.add(Wording.source(attempt.source()) + " " + outcome(attempt) + reason);
      }
    }
    return String.join("; ", notes);
  }

  private static String outcome(Attempt attempt) {
    return switch (attempt.outcome()) {
      case ANSWERED -> "answered";
      case SKIPPED -> "not asked";
      case NOT_PERMITTED -> "not permitted";
      case UNSUPPORTED -> "not supported";
      case TIMED_OUT -> "gave no answer within " + Wording.duration(attempt.duration());
      case VANISHED -> "found the process gone";
      case FAILED -> "failed";
    };
  }

  private static String source(ProcessCapture process) {
    if (process instanceof CapturedJvm jvm) {
      return Wording.source(jvm.source());
    }
    return process instanceof VanishedProcess ? "gone" : "kernel";
  }

  private static String paused(ProcessCapture process) {
    boolean stopped = process instanceof CapturedJvm jvm && !jvm.paused().isZero();
    return stopped ? Wording.duration(((CapturedJvm) process).paused()) : "-";
  }

  private static String left(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - text.length()));
  }

  private static String right(String text, int columns) {
    return " ".repeat(Math.max(0, columns - text.length())) + text;
  }
}
