package io.wubdiag.analyse;

import io.wubdiag.analyse.blockedpeer.BlockedPeers;
import io.wubdiag.analyse.blockedsink.BlockedSinks;
import io.wubdiag.analyse.contended.Contention;
import io.wubdiag.analyse.deadlock.Deadlocks;
import io.wubdiag.analyse.detect.Detector;
import io.wubdiag.analyse.detect.Explained;
import io.wubdiag.analyse.evidence.Proof;
import io.wubdiag.analyse.forkinherited.ForkInheritance;
import io.wubdiag.analyse.graph.Tree;
import io.wubdiag.analyse.graph.WaitForGraph;
import io.wubdiag.analyse.inversion.LockOrderInversions;
import io.wubdiag.analyse.jobcontrol.StoppedJobs;
import io.wubdiag.analyse.knot.Knots;
import io.wubdiag.analyse.open.OpenQuestions;
import io.wubdiag.analyse.orphanedlock.OrphanedLocks;
import io.wubdiag.analyse.spinning.SpinningThreads;
import io.wubdiag.analyse.starvedpool.StarvedPools;
import io.wubdiag.analyse.stopped.StoppedProcesses;
import io.wubdiag.analyse.stranded.AbandonedSemaphores;
import io.wubdiag.analyse.stranded.StrandedThreads;
import io.wubdiag.model.Finding;
import io.wubdiag.model.ProcessTreeSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * From a snapshot to its findings. One cause gives one finding: threads that wait behind it are
 * counted there and appear in no other. The same snapshot, its processes and threads in whatever
 * order, always gives the same answer.
 */
public final class Analyser {
  public Analysis analyse(ProcessTreeSnapshot snapshot) {
    Explained explained = new Explained();
    for (Detector detector : inOrder(snapshot)) {
      explained.add(detector.find(explained));
    }
    List<Finding> findings = new ArrayList<>(explained.findings());
    findings.sort(Analyser::worstFirst);
    return new Analysis(findings, OpenQuestions.of(snapshot, findings));
  }

  /** The detectors in the order in which they explain threads. */
  private static Detector[] inOrder(ProcessTreeSnapshot snapshot) {
    Tree tree = new Tree(snapshot);
    WaitForGraph graph = new WaitForGraph(snapshot);
    Proof proof = new Proof(tree);
    return new Detector[] {
      new ForkInheritance(graph, tree, proof),
      new Deadlocks(graph, proof),
      new OrphanedLocks(graph, proof),
      new StarvedPools(graph),
      new StoppedJobs(graph, tree),
      new StoppedProcesses(graph, tree),
      new BlockedSinks(graph, proof),
      new BlockedPeers(graph, tree, proof),
      new AbandonedSemaphores(graph, proof),
      new SpinningThreads(snapshot, graph, proof),
      new StrandedThreads(snapshot, graph, proof),
      new Knots(graph, proof),
      new LockOrderInversions(snapshot),
      new Contention(graph, proof),
    };
  }

  private static int worstFirst(Finding one, Finding other) {
    int byLevel = one.level().compareTo(other.level());
    return byLevel != 0
        ? byLevel
        : Integer.compare(other.heldUp().threads(), one.heldUp().threads());
  }
}
