package io.wubdiag.analyse.spinning;

import io.wubdiag.analyse.detect.Detector;
import io.wubdiag.analyse.detect.Explained;
import io.wubdiag.analyse.evidence.Proof;
import io.wubdiag.analyse.graph.Culprit;
import io.wubdiag.analyse.graph.HeldUpThreads;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.analyse.graph.WaitForGraph;
import io.wubdiag.model.Cause;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Check;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Fact;
import io.wubdiag.model.Finding.Spinning;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Frame;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Source;
import io.wubdiag.model.Spin;
import io.wubdiag.model.Spin.Circle;
import io.wubdiag.model.ThreadSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds threads that run and get nowhere. What was seen of them in several looks was collected with
 * the snapshot; here it is put together with those that wait for them.
 */
public final class SpinningThreads implements Detector {
  private final ProcessTreeSnapshot snapshot;
  private final WaitForGraph graph;
  private final Proof proof;

  public SpinningThreads(ProcessTreeSnapshot snapshot, WaitForGraph graph, Proof proof) {
    this.snapshot = snapshot;
    this.graph = graph;
    this.proof = proof;
  }

  /**
   * One finding for each circle, and one for the threads of a JVM that ask for what nobody can do.
   */
  @Override
  public List<Spinning> find(Explained explained) {
    List<Spinning> found = new ArrayList<>();
    for (ProcessCapture process : snapshot.processes()) {
      if (process instanceof CapturedJvm jvm) {
        Map<Optional<Circle>, List<Spin>> causes = new LinkedHashMap<>();
        for (Spin spin : jvm.jvm().spins()) {
          causes
              .computeIfAbsent(Optional.ofNullable(spin.circle()), circle -> new ArrayList<>())
              .add(spin);
        }
        for (List<Spin> spins : causes.values()) {
          add(jvm, spins, found, explained);
        }
      }
    }
    return found;
  }

  private void add(CapturedJvm jvm, List<Spin> spins, List<Spinning> found, Explained explained) {
    List<ThreadNode> spinning = new ArrayList<>();
    for (Spin spin : spins) {
      ThreadNode thread = graph.find(spin.thread());
      if (thread != null) {
        spinning.add(thread);
      }
    }
    if (spinning.isEmpty() || explained.containsAll(spinning)) {
      return;
    }
    HeldUpThreads heldUp = HeldUpThreads.behind(spinning);
    explained.add(heldUp);
    List<WaitEdge> chain = heldUp.longestChain();
    Circle circle = spins.get(0).circle();
    List<Evidence> evidence = new ArrayList<>();
    for (Spin spin : spins) {
      evidence.add(ran(spin));
    }
    evidence.add(circle == null ? nobodyElse(jvm.pid(), spins.get(0)) : goesAround(circle));
    for (WaitEdge edge : chain) {
      proof.addEdge(edge, evidence);
    }
    List<Waiter> waiters = new ArrayList<>();
    for (ThreadNode thread : spinning) {
      waiters.add(spinner(thread.thread()));
    }
    found.add(
        new Spinning(
            new Cause(null, null, waiters, chain, Certainty.INFERRED, evidence, heldUp.count()),
            circle));
  }

  /** With the innermost frame that is not the JDK's. */
  private static Waiter spinner(ThreadSnapshot thread) {
    for (Frame frame : thread.frames()) {
      if (!frame.className().startsWith("java.") && !frame.className().startsWith("jdk.")) {
        return new Waiter(thread, frame);
      }
    }
    return new Waiter(thread, Culprit.of(thread));
  }

  private static Evidence ran(Spin spin) {
    Check check = Check.of(Check.Kind.STACKS_TWICE, spin.thread().pid());
    return new Evidence(new Fact.Spins(spin), Source.ATTACH, check);
  }

  private static Evidence goesAround(Circle circle) {
    return new Evidence(new Fact.GoesAround(circle), Source.MEMORY, null);
  }

  private static Evidence nobodyElse(long pid, Spin spin) {
    Check check = Check.of(Check.Kind.STACKS, pid);
    return new Evidence(new Fact.OthersWait(pid, spin.span()), Source.KERNEL, check);
  }
}
