package io.wubdiag.analyse.stranded;

import io.wubdiag.analyse.detect.Detector;
import io.wubdiag.analyse.detect.Explained;
import io.wubdiag.analyse.evidence.Proof;
import io.wubdiag.analyse.graph.HeldUpThreads;
import io.wubdiag.analyse.graph.ResourceNode;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.analyse.graph.WaitForGraph;
import io.wubdiag.model.Cause;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Check;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Fact;
import io.wubdiag.model.Finding.Stranded;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.Quiescence.Act;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Source;
import io.wubdiag.model.ThreadSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds semaphores that processes share, and that none of these is left to release. */
public final class AbandonedSemaphores implements Detector {
  private final WaitForGraph graph;
  private final Proof proof;

  public AbandonedSemaphores(WaitForGraph graph, Proof proof) {
    this.graph = graph;
    this.proof = proof;
  }

  /**
   * One finding for all semaphores that the same processes have, as several locks of one program.
   */
  @Override
  public List<Stranded> find(Explained explained) {
    List<Group> groups = new ArrayList<>();
    for (ResourceNode resource : graph.resources()) {
      if (resource.resource() instanceof Resource.SharedSemaphore semaphore
          && !explained.containsAll(resource.waiters())) {
        groupOf(semaphore, groups).waiters().addAll(resource.waiters());
      }
    }
    List<Stranded> found = new ArrayList<>();
    for (Group group : groups) {
      HeldUpThreads heldUp = HeldUpThreads.behind(group.waiters());
      explained.add(heldUp);
      found.add(finding(group.first(), group.waiters(), heldUp));
    }
    return found;
  }

  /** Semaphores that some process has in common with the first one, and who waits for them. */
  private record Group(Resource.SharedSemaphore first, List<ThreadNode> waiters) {}

  private static Group groupOf(Resource.SharedSemaphore semaphore, List<Group> groups) {
    for (Group group : groups) {
      if (!Collections.disjoint(group.first().processes(), semaphore.processes())) {
        return group;
      }
    }
    Group group = new Group(semaphore, new ArrayList<>());
    groups.add(group);
    return group;
  }

  private Stranded finding(
      Resource.SharedSemaphore semaphore, List<ThreadNode> waiters, HeldUpThreads heldUp) {
    List<Evidence> evidence = new ArrayList<>();
    for (ThreadNode waiter : waiters) {
      ThreadSnapshot thread = waiter.thread();
      ResourceNode awaited = waiter.waitsFor();
      evidence.add(proof.waits(thread, awaited == null ? semaphore : awaited.resource()));
      proof.addStill(thread, evidence);
    }
    Check maps = new Check(Check.Kind.SEMAPHORE_MAPS, 0, 0, semaphore.name());
    evidence.add(new Evidence(new Fact.HaveSemaphore(semaphore.processes()), Source.KERNEL, maps));
    Check calls = Check.of(Check.Kind.SYSTEM_CALLS, semaphore.processes().get(0));
    evidence.add(new Evidence(new Fact.AllAwaitSemaphores(), Source.KERNEL, calls));
    return new Stranded(
        new Cause(
            semaphore,
            null,
            ThreadNode.asWaiters(waiters),
            heldUp.longestChain(),
            Certainty.INFERRED,
            evidence,
            heldUp.count()),
        Verdict.NOBODY_LEFT,
        Act.RELEASE_PERMIT);
  }
}
