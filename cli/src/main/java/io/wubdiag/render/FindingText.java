package io.wubdiag.render;

import io.wubdiag.model.Certainty;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.render.Page.Style;
import io.wubdiag.render.words.AllWords;
import io.wubdiag.render.words.EvidenceWords;
import io.wubdiag.render.words.FindingWords;
import io.wubdiag.render.words.HungProcesses;
import io.wubdiag.render.words.Stack;
import io.wubdiag.render.words.Step;
import io.wubdiag.render.words.Wording;
import java.util.ArrayList;
import java.util.List;

/**
 * One finding as text: what is wrong, the way to the cause, where to look, what to do, and why one
 * may believe it.
 */
final class FindingText {
  private static final int NAMED = 5;
  private static final int LABEL = 11;

  private final Page page;
  private final StackText stacks;
  private final ProcessTreeSnapshot snapshot;
  private final boolean explain;

  FindingText(Page page, StackText stacks, ProcessTreeSnapshot snapshot, boolean explain) {
    this.page = page;
    this.stacks = stacks;
    this.snapshot = snapshot;
    this.explain = explain;
  }

  /**
   * @param alike findings of which only the first is shown, since the others differ in nothing but
   *     the process
   */
  void render(List<Finding> alike) {
    Finding finding = alike.get(0);
    FindingWords<?> words = AllWords.of(finding);
    headline(alike, words.title());
    page.gap();
    page.paragraph(0, words.summary());
    List<Long> pids = new ArrayList<>();
    for (Finding each : alike) {
      pids.addAll(each.hungPids());
    }
    if (alike.size() > 1) {
      String others = Wording.sentence(Wording.processes(pids.subList(1, pids.size())));
      page.paragraph(0, others + (pids.size() == 2 ? " hangs" : " hang") + " in the same way.");
    }
    List<String> advice = words.advice(new HungProcesses(snapshot, pids));
    page.gap();
    page.labelled(0, Style.HEADING, "Now: ", advice.get(0));
    steps(words);
    others(words);
    for (Stack stack : words.stacks()) {
      stack(stack);
    }
    if (!words.remark().isEmpty()) {
      page.gap();
      page.paragraph(0, words.remark());
    }
    cure(advice.subList(1, advice.size()));
    evidence(finding);
  }

  private void headline(List<Finding> alike, String title) {
    Finding finding = alike.get(0);
    int threads = 0;
    int processes = 0;
    for (Finding each : alike) {
      threads += each.heldUp().threads();
      processes += each.heldUp().processes();
    }
    String certainty = finding.certainty() == Certainty.PROVED ? ": proved" : ": inferred";
    String heldUp =
        threads == 0
            ? ""
            : ", holds up "
                + Wording.count(threads, "thread")
                + " in "
                + Wording.count(processes, "process");
    boolean hang = finding.level() == Finding.Level.HANG;
    page.line(
        hang ? Style.HANG : Style.CONTENTION, finding.level() + "  " + title, certainty + heldUp);
  }

  private void steps(FindingWords<?> words) {
    List<Step> steps = words.steps();
    if (steps.isEmpty()) {
      return;
    }
    page.heading(words.stepsHeading());
    for (Step step : steps) {
      page.paragraph(2, step.who());
      for (Step.Line line : step.lines()) {
        page.labelled(4, line.label() + " ".repeat(LABEL - line.label().length()), line.text());
      }
    }
  }

  private void others(FindingWords<?> words) {
    List<Waiter> others = words.others();
    if (others.isEmpty()) {
      return;
    }
    page.heading(words.othersHeading());
    for (Waiter waiter : others.subList(0, Math.min(NAMED, others.size()))) {
      String culprit = waiter.culprit() == null ? "" : " in " + Wording.frame(waiter.culprit());
      page.labelled(2, "", Wording.threadAndIds(waiter.thread().ref()) + culprit);
    }
    if (others.size() > NAMED) {
      page.line(2, "… and " + Wording.count(others.size() - NAMED, "more thread"));
    }
  }

  private void stack(Stack stack) {
    page.heading(stack.heading());
    if (stack.frames().isEmpty()) {
      page.line(4, Style.ASIDE, stack.instead());
    } else {
      new Excerpt(stack.frames(), stack.marked()).render(page, 2, stacks, stack.about());
    }
  }

  private void cure(List<String> pieces) {
    if (pieces.isEmpty()) {
      return;
    }
    page.heading("How to prevent it");
    for (String piece : pieces) {
      page.labelled(2, "- ", piece);
    }
  }

  private void evidence(Finding finding) {
    if (finding.evidence().isEmpty()) {
      return;
    }
    page.heading(finding.certainty() == Certainty.PROVED ? "Proof" : "Why it is likely");
    for (Evidence evidence : finding.evidence()) {
      String statement = EvidenceWords.statement(evidence);
      page.labelled(2, "- ", statement + " [" + Wording.source(evidence.source()) + "]");
      String check = EvidenceWords.check(evidence);
      if (explain && check != null) {
        page.line(4, Style.MARKED, "$ " + check);
      }
    }
  }
}
