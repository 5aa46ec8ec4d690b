package io.wubdiag.analyse;

import io.wubdiag.model.Finding;
import io.wubdiag.model.ProcessTreeSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * From a snapshot to its findings. One cause gives one finding: threads that wait behind it are
 * counted there and appear in no other. The same snapshot, its processes and threads in whatever
 * order, always gives the same answer.
 */
public final class Analyser {
  private static final Comparator<Finding> WORST_FIRST =
      Comparator.comparing(Finding::level)
          .thenComparing(finding -> finding.heldUp().threads(), Comparator.reverseOrder());

  public Analysis analyse(ProcessTreeSnapshot snapshot) {
    Tree tree = new Tree(snapshot);
    WaitForGraph graph = new WaitForGraph(snapshot);
    Proof proof = new Proof(tree);
    Set<ThreadNode> hung = new HashSet<>();

    List<Finding> findings = new ArrayList<>();
    findings.addAll(new ForkInheritance(graph, tree, proof).find(hung));
    findings.addAll(new Deadlocks(graph, proof).find(hung));
    findings.addAll(new OrphanedLocks(graph, proof).find(hung));
    findings.addAll(new StoppedProcesses(graph, snapshot).find(hung));
    findings.addAll(new Contention(graph, proof).find(hung));
    findings.sort(WORST_FIRST);
    return new Analysis(findings, OpenQuestions.of(snapshot, findings));
  }
}
