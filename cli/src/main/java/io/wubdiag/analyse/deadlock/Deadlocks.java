package io.wubdiag.analyse.deadlock;

import io.wubdiag.analyse.deadlock.ShortestCycle.Step;
import io.wubdiag.analyse.detect.Detector;
import io.wubdiag.analyse.detect.Explained;
import io.wubdiag.analyse.evidence.Proof;
import io.wubdiag.analyse.graph.HeldUpThreads;
import io.wubdiag.analyse.graph.Hold;
import io.wubdiag.analyse.graph.ResourceNode;
import io.wubdiag.analyse.graph.StronglyConnectedComponents;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.analyse.graph.WaitForGraph;
import io.wubdiag.model.Cause;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Finding.Deadlock;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Owner.Liveness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds knots: threads of which each waits, directly or behind others, for each other one. Since a
 * waiter needs all owners of a resource to let go, any cycle in the wait-for graph is one. All
 * overlapping cycles are one knot and one finding, which shows the shortest of them.
 */
public final class Deadlocks implements Detector {
  private final WaitForGraph graph;
  private final Proof proof;

  public Deadlocks(WaitForGraph graph, Proof proof) {
    this.graph = graph;
    this.proof = proof;
  }

  /** One finding for each knot. */
  @Override
  public List<Deadlock> find(Explained explained) {
    List<Deadlock> found = new ArrayList<>();
    for (int[] component : StronglyConnectedComponents.of(successors())) {
      if (component.length == 1) {
        continue;
      }
      List<ThreadNode> knot = new ArrayList<>();
      for (int node : component) {
        if (node < graph.threads().size()) {
          knot.add(graph.threads().get(node));
        }
      }
      HeldUpThreads heldUp = HeldUpThreads.behind(knot);
      explained.add(heldUp);
      found.add(finding(knot, heldUp));
    }
    return found;
  }

  /** The graph's edges by number: threads first, then resources. */
  private int[][] successors() {
    int firstResource = graph.threads().size();
    int[][] successors = new int[firstResource + graph.resources().size()][];
    int[] none = {};
    for (ThreadNode thread : graph.threads()) {
      ResourceNode resource = thread.waitsFor();
      successors[thread.number()] =
          resource == null ? none : new int[] {firstResource + resource.number()};
    }
    for (ResourceNode resource : graph.resources()) {
      successors[firstResource + resource.number()] = liveOwners(resource);
    }
    return successors;
  }

  private static int[] liveOwners(ResourceNode resource) {
    int[] owners = new int[resource.holds().size()];
    int count = 0;
    for (Hold hold : resource.holds()) {
      if (hold.thread() != null && hold.liveness() == Liveness.LIVE) {
        owners[count++] = hold.thread().number();
      }
    }
    return Arrays.copyOf(owners, count);
  }

  private Deadlock finding(List<ThreadNode> knot, HeldUpThreads heldUp) {
    ShortestCycle search = new ShortestCycle(knot);
    List<Step> proved = search.ofProvedEdges();
    List<WaitEdge> cycle = new ArrayList<>();
    List<Evidence> evidence = new ArrayList<>();
    Set<ThreadNode> shown = new HashSet<>();
    for (Step step : proved == null ? search.ofAnyEdges() : proved) {
      WaitEdge edge = step.hold().from(step.waiter());
      cycle.add(edge);
      proof.addEdge(edge, evidence);
      shown.add(step.waiter());
    }
    List<Waiter> others = new ArrayList<>();
    for (ThreadNode thread : knot) {
      if (!shown.contains(thread)) {
        others.add(thread.asWaiter());
      }
    }
    Certainty certainty = proved == null ? Certainty.INFERRED : Certainty.PROVED;
    return new Deadlock(Cause.ofCycle(cycle, others, certainty, evidence, heldUp.count()));
  }
}
