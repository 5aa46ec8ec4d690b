package io.wubdiag.analyse;

import io.wubdiag.model.Finding;
import io.wubdiag.model.ProcessTreeSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * From a snapshot to its findings. One cause gives one finding: threads that wait behind it are
 * counted there and appear in no other. The same snapshot, its processes and threads in whatever
 * order, always gives the same answer.
 */
public final class Analyser {
  public Analysis analyse(ProcessTreeSnapshot snapshot) {
    Tree tree = new Tree(snapshot);
    WaitForGraph graph = new WaitForGraph(snapshot);
    Proof proof = new Proof(tree);
    Set<ThreadNode> hung = new HashSet<>();

    List<Finding> findings = new ArrayList<>();
    findings.addAll(new ForkInheritance(graph, tree, proof).find(hung));
    findings.addAll(new Deadlocks(graph, proof).find(hung));
    findings.addAll(new OrphanedLocks(graph, proof).find(hung));
    findings.addAll(new StarvedPools(graph).find(hung));
    findings.addAll(new StoppedProcesses(graph, tree).find(hung));
    findings.addAll(new BlockedSinks(graph, proof).find(hung));
    findings.addAll(new BlockedPeers(graph, tree, proof).find(hung));
    findings.addAll(new AbandonedSemaphores(graph, proof).find(hung));
    findings.addAll(new SpinningThreads(graph, proof).find(snapshot, hung));
    findings.addAll(new StrandedThreads(graph, proof).find(snapshot, hung));
    findings.addAll(LockOrderInversions.of(snapshot, findings));
    findings.addAll(new Contention(graph, proof).find(hung));
    findings.sort(Analyser::worstFirst);
    return new Analysis(findings, OpenQuestions.of(snapshot, findings));
  }

  private static int worstFirst(Finding one, Finding other) {
    int byLevel = one.level().compareTo(other.level());
    return byLevel != 0
        ? byLevel
        : Integer.compare(other.heldUp().threads(), one.heldUp().threads());
  }
}
