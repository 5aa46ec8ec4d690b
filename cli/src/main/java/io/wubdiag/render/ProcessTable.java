package io.wubdiag.render;

import io.wubdiag.model.Attempt;
import io.wubdiag.model.Finding;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.NotEvaluated;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessCapture.CapturedNative;
import io.wubdiag.model.Report;
import io.wubdiag.render.words.AllWords;
import io.wubdiag.render.words.Wording;
import java.util.ArrayList;
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

  private final Page page;
  private final List<ProcessCapture> shown;
  private final List<NotEvaluated> notEvaluated;
  private final int others;

  ProcessTable(Page page, Report report, boolean full) {
    this.page = page;
    this.notEvaluated = report.notEvaluated();
    List<ProcessCapture> all = report.snapshot().processes();
    this.shown = full || all.size() <= FEW ? all : spokenOf(report, all);
    this.others = all.size() - shown.size();
  }

  /** With their ancestors. */
  private static List<ProcessCapture> spokenOf(Report report, List<ProcessCapture> all) {
    Set<Long> pids = new HashSet<>(report.snapshot().roots());
    for (Finding finding : report.findings()) {
      pids.addAll(AllWords.of(finding).pids());
    }
    for (NotEvaluated open : report.notEvaluated()) {
      pids.add(open.pid());
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      if (pids.contains(all.get(i).pid())) {
        pids.add(all.get(i).parentPid());
      }
    }
    List<ProcessCapture> some = new ArrayList<>();
    for (ProcessCapture process : all) {
      if (pids.contains(process.pid())) {
        some.add(process);
      }
    }
    return some;
  }

  void render() {
    TreeTable table = new TreeTable("THREADS", "SOURCE", "PAUSED", "COMMAND");
    for (ProcessCapture process : shown) {
      table.add(
          process.pid(),
          process.parentPid(),
          threads(process),
          source(process),
          paused(process),
          CommandText.of(process));
    }
    table.render(page);
    if (others > 0) {
      String more = Wording.count(others, "more process");
      page.line(2, "… and " + more + " without a finding (--full shows them)");
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
    for (ProcessCapture process : shown) {
      String note = note(process);
      if (!note.isEmpty()) {
        List<Long> pids = notes.get(note);
        if (pids == null) {
          pids = new ArrayList<>();
          notes.put(note, pids);
        }
        pids.add(process.pid());
      }
    }
    for (Map.Entry<String, List<Long>> note : notes.entrySet()) {
      page.labelled(2, "- ", Wording.pids(note.getValue()) + ": " + note.getKey());
    }
  }

  /** Whether that reason stands among what could not be told. */
  private boolean isSaid(long pid, String reason) {
    for (NotEvaluated open : notEvaluated) {
      if (open.pid() == pid && !reason.isEmpty() && open.reason().contains(reason)) {
        return true;
      }
    }
    return false;
  }

  private String note(ProcessCapture process) {
    List<String> notes = new ArrayList<>();
    Fork fork =
        process instanceof CapturedJvm jvm
            ? jvm.jvm().fork()
            : process instanceof CapturedNative other ? other.fork() : null;
    if (fork != null) {
      notes.add("forked copy of " + Wording.original(fork.original()));
    }
    Map<String, List<String>> failures = new LinkedHashMap<>();
    for (Attempt attempt : process.attempts()) {
      if (attempt.answered() && !attempt.reason().isEmpty()) {
        if (!isSaid(process.pid(), attempt.reason()) && !notes.contains(attempt.reason())) {
          notes.add(attempt.reason());
        }
      } else if (!attempt.answered() && !isSaid(process.pid(), attempt.reason())) {
        String reason = attempt.reason().isEmpty() ? "" : ": " + attempt.reason();
        String failure = outcome(attempt) + reason;
        List<String> sources = failures.get(failure);
        if (sources == null) {
          sources = new ArrayList<>();
          failures.put(failure, sources);
        }
        sources.add(Wording.source(attempt.source()));
      }
    }
    for (Map.Entry<String, List<String>> failure : failures.entrySet()) {
      notes.add(Wording.list(failure.getValue()) + " " + failure.getKey());
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
      case VANISHED -> "failed: the process had ended";
      case FAILED -> "failed";
    };
  }

  private static String source(ProcessCapture process) {
    if (process instanceof CapturedJvm jvm) {
      return Wording.source(jvm.source());
    }
    return process instanceof CapturedNative other ? Wording.source(other.source()) : "gone";
  }

  private static String paused(ProcessCapture process) {
    boolean stopped = process instanceof CapturedJvm jvm && !jvm.paused().isZero();
    return stopped ? Wording.duration(((CapturedJvm) process).paused()) : "-";
  }
}
