package io.wubdiag.analyse.jobcontrol;

import io.wubdiag.analyse.detect.Detector;
import io.wubdiag.analyse.detect.Explained;
import io.wubdiag.analyse.graph.HeldUpThreads;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.analyse.graph.Tree;
import io.wubdiag.analyse.graph.WaitForGraph;
import io.wubdiag.model.Cause;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Check;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Fact;
import io.wubdiag.model.Finding.JobControl;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Source;
import java.util.ArrayList;
import java.util.List;

/** Finds processes that were stopped for using their terminal from the background. */
public final class StoppedJobs implements Detector {
  private final WaitForGraph graph;
  private final Tree tree;

  public StoppedJobs(WaitForGraph graph, Tree tree) {
    this.graph = graph;
    this.tree = tree;
  }

  /** One finding for each process. */
  @Override
  public List<JobControl> find(Explained explained) {
    List<JobControl> found = new ArrayList<>();
    for (ProcessCapture process : tree.processes()) {
      KernelFacts kernel = process.kernelFacts();
      String terminal = kernel == null ? null : kernel.deniedTerminal();
      if (kernel != null && terminal != null) {
        HeldUpThreads heldUp = HeldUpThreads.behind(threadsOf(kernel));
        explained.add(heldUp);
        explained.add(kernel.identity());
        found.add(finding(kernel, terminal, heldUp));
      }
    }
    return found;
  }

  private List<ThreadNode> threadsOf(KernelFacts kernel) {
    List<ThreadNode> threads = new ArrayList<>();
    for (ThreadNode thread : graph.threads()) {
      if (!thread.thread().ghost() && thread.process().equals(kernel.identity())) {
        threads.add(thread);
      }
    }
    return threads;
  }

  private static JobControl finding(KernelFacts kernel, String terminal, HeldUpThreads heldUp) {
    long pid = kernel.pid();
    Fact state = new Fact.InState(pid, ProcessState.STOPPED);
    Fact denied = new Fact.DeniedTerminal(pid, terminal);
    return new JobControl(
        new Cause(
            null,
            null,
            List.of(),
            heldUp.longestChain(),
            Certainty.PROVED,
            List.of(
                new Evidence(state, Source.KERNEL, Check.of(Check.Kind.STATE, pid)),
                new Evidence(denied, Source.KERNEL, Check.of(Check.Kind.SYSTEM_CALLS, pid))),
            heldUp.countWith(kernel)),
        kernel,
        terminal);
  }
}
