package io.wubdiag.analyse.knot;

import io.wubdiag.analyse.graph.EnablingNode;
import io.wubdiag.analyse.graph.Hold;
import io.wubdiag.analyse.graph.ResourceNode;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.analyse.graph.WaitForGraph;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The edges among hung threads, by number: threads first, then resources, then groups of enablers.
 * The latter two are nodes of their own, so that many waiters and many enablers cost their sum, not
 * their product.
 */
final class HungGraph {
  private static final int[] NONE = {};

  private final WaitForGraph graph;
  private final BitSet hung;
  private final int firstResource;
  private final int firstEnabling;

  HungGraph(WaitForGraph graph, BitSet hung) {
    this.graph = graph;
    this.hung = hung;
    firstResource = graph.threads().size();
    firstEnabling = firstResource + graph.resources().size();
  }

  int[][] successors() {
    int[][] successors = new int[firstEnabling + graph.enablings().size()][];
    Arrays.fill(successors, NONE);
    for (ThreadNode thread : graph.threads()) {
      if (hung.get(thread.number())) {
        successors[thread.number()] = awaited(thread);
      }
    }
    for (ResourceNode resource : graph.resources()) {
      successors[firstResource + resource.number()] = owners(resource);
    }
    for (EnablingNode enabling : graph.enablings()) {
      successors[firstEnabling + enabling.number()] = enablers(enabling);
    }
    return successors;
  }

  private int[] awaited(ThreadNode thread) {
    ResourceNode resource = thread.waitsFor();
    if (resource != null && !resource.holds().isEmpty()) {
      return new int[] {firstResource + resource.number()};
    }
    EnablingNode enabling = thread.enabledBy();
    return enabling == null ? NONE : new int[] {firstEnabling + enabling.number()};
  }

  private int[] owners(ResourceNode resource) {
    int[] owners = new int[resource.holds().size()];
    int count = 0;
    for (Hold hold : resource.holds()) {
      if (hold.thread() != null && hung.get(hold.thread().number())) {
        owners[count++] = hold.thread().number();
      }
    }
    return Arrays.copyOf(owners, count);
  }

  private int[] enablers(EnablingNode enabling) {
    int[] enablers = new int[enabling.any().size()];
    int count = 0;
    for (EnablingNode.Edge edge : enabling.any()) {
      if (hung.get(edge.thread().number())) {
        enablers[count++] = edge.thread().number();
      }
    }
    return Arrays.copyOf(enablers, count);
  }
}
