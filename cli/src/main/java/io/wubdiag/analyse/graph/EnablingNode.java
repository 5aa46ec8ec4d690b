package io.wubdiag.analyse.graph;

import io.wubdiag.model.Certainty;
import io.wubdiag.model.Enablers.Completeness;
import io.wubdiag.model.Enablers.How;
import java.util.ArrayList;
import java.util.List;

/**
 * The threads that could end a wait, in the wait-for graph: any one of them is enough. Waits that
 * the same threads could end share one node.
 */
public final class EnablingNode {
  private final int number;
  private final Completeness completeness;
  private final List<Edge> any = new ArrayList<>(1);
  private final List<ThreadNode> waiters = new ArrayList<>(1);
  private boolean othersExist;

  EnablingNode(int number, Completeness completeness) {
    this.number = number;
    this.completeness = completeness;
  }

  /** A thread that could end the wait, and by what. */
  public record Edge(ThreadNode thread, How how) {}

  /** Its place in the graph's order, from 0: by its first waiter. */
  public int number() {
    return number;
  }

  /** The threads that could end the wait, as far as they were seen. */
  public List<Edge> any() {
    return any;
  }

  /** Whether a thread that is not among them could end the wait, too. */
  public boolean isOpen() {
    return othersExist || completeness == Completeness.OPEN;
  }

  public Completeness completeness() {
    return completeness;
  }

  /** How sure it is that nobody else could end the wait. */
  public Certainty certainty() {
    return completeness == Completeness.COMPLETE ? Certainty.PROVED : Certainty.INFERRED;
  }

  /** The live threads that wait so, in the graph's order. */
  public List<ThreadNode> waiters() {
    return waiters;
  }

  void add(ThreadNode thread, How how) {
    any.add(new Edge(thread, how));
  }

  /** A thread that was not seen could end the wait. */
  void addUnseen() {
    othersExist = true;
  }

  void add(ThreadNode waiter) {
    waiters.add(waiter);
  }
}
