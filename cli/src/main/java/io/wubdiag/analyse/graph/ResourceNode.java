package io.wubdiag.analyse.graph;

import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Resource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A resource in the wait-for graph: one that at least one live thread waits for without a time
 * limit.
 */
public final class ResourceNode {
  private final int number;
  private final Resource resource;
  private final List<ThreadNode> waiters = new ArrayList<>(1);
  private final List<Hold> holds = new ArrayList<>(1);

  ResourceNode(int number, Resource resource) {
    this.number = number;
    this.resource = resource;
  }

  /** Its place in the graph's order, from 0: by its first waiter. */
  public int number() {
    return number;
  }

  public Resource resource() {
    return resource;
  }

  /** The live threads that wait for it without a time limit, in the graph's order. */
  public List<ThreadNode> waiters() {
    return waiters;
  }

  /** Who owns it. All of them must let go before a waiter can go on. */
  public List<Hold> holds() {
    return holds;
  }

  /** The first owner that is so, null if there is none. */
  public @Nullable Hold firstHold(Liveness liveness) {
    for (Hold hold : holds) {
      if (hold.liveness() == liveness) {
        return hold;
      }
    }
    return null;
  }

  void add(ThreadNode waiter) {
    waiters.add(waiter);
  }

  void add(Hold hold) {
    holds.add(hold);
  }
}
