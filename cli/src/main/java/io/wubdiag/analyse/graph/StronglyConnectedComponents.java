package io.wubdiag.analyse.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tarjan's strongly connected components (SIAM J. Comput. 1, 1972), with a stack of our own: a
 * chain of a hundred thousand waiting threads would overflow the JVM's. Linear in nodes and edges.
 */
public final class StronglyConnectedComponents {
  private static final int UNSEEN = -1;

  private final int[][] successors;
  private final int[] index;
  private final int[] low;
  private final boolean[] open;
  private final int[] nextEdge;
  private final int[] path;
  private final int[] unassigned;
  private final List<int[]> components = new ArrayList<>();
  private int pathLength;
  private int unassignedCount;
  private int counter;

  private StronglyConnectedComponents(int[][] successors) {
    int size = successors.length;
    this.successors = successors;
    index = new int[size];
    low = new int[size];
    open = new boolean[size];
    nextEdge = new int[size];
    path = new int[size];
    unassigned = new int[size];
    Arrays.fill(index, UNSEEN);
  }

  /**
   * All components, each in ascending order; those that an edge leads to before those it comes
   * from.
   *
   * @param successors of each node, the nodes that it has an edge to
   */
  public static List<int[]> of(int[][] successors) {
    StronglyConnectedComponents search = new StronglyConnectedComponents(successors);
    for (int node = 0; node < successors.length; node++) {
      if (search.index[node] == UNSEEN) {
        search.explore(node);
      }
    }
    return search.components;
  }

  private void explore(int root) {
    enter(root);
    while (pathLength > 0) {
      int node = path[pathLength - 1];
      if (nextEdge[node] < successors[node].length) {
        follow(node, successors[node][nextEdge[node]++]);
      } else {
        leave(node);
      }
    }
  }

  private void enter(int node) {
    index[node] = counter;
    low[node] = counter++;
    open[node] = true;
    path[pathLength++] = node;
    unassigned[unassignedCount++] = node;
  }

  private void follow(int node, int successor) {
    if (index[successor] == UNSEEN) {
      enter(successor);
    } else if (open[successor]) {
      low[node] = Math.min(low[node], index[successor]);
    }
  }

  private void leave(int node) {
    pathLength--;
    if (pathLength > 0) {
      int before = path[pathLength - 1];
      low[before] = Math.min(low[before], low[node]);
    }
    if (low[node] == index[node]) {
      close(node);
    }
  }

  private void close(int root) {
    int start = unassignedCount;
    do {
      start--;
      open[unassigned[start]] = false;
    } while (unassigned[start] != root);
    int[] component = Arrays.copyOfRange(unassigned, start, unassignedCount);
    Arrays.sort(component);
    components.add(component);
    unassignedCount = start;
  }
}
