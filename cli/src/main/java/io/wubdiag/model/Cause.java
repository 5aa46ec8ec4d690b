package io.wubdiag.model;

import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Finding.Waiter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part that all kinds of findings share: the waiters, the resource, its owner, and how that is
 * known.
 *
 * @param resource the resource at the end of the wait chain; in a cycle, the first thread's. Null
 *     if the cause is not a resource
 * @param owner the resource's owner, null for none
 * @param waiters the threads that wait for the cause itself; for a cycle its threads, then the
 *     other threads of the knot
 * @param chain the wait chain from one held-up thread to the cause: from a thread that is furthest
 *     from it. Each edge's owner is the next one's waiter, the last one's owner is the cause. Empty
 *     if no thread waits for another
 */
public record Cause(
    @Nullable Resource resource,
    @Nullable Owner owner,
    List<Waiter> waiters,
    List<WaitEdge> chain,
    Certainty certainty,
    List<Evidence> evidence,
    HeldUp heldUp) {
  public Cause {
    waiters = List.copyOf(waiters);
    chain = List.copyOf(chain);
    evidence = List.copyOf(evidence);
  }

  /**
   * The cause of a cycle, with the resource and the owner of its first edge.
   *
   * @param others threads of the same knot, beside the cycle's own
   */
  public static Cause ofCycle(
      List<WaitEdge> cycle,
      List<Waiter> others,
      Certainty certainty,
      List<Evidence> evidence,
      HeldUp heldUp) {
    List<Waiter> waiters = new ArrayList<>();
    for (WaitEdge edge : cycle) {
      waiters.add(edge.waiter());
    }
    waiters.addAll(others);
    WaitEdge first = cycle.isEmpty() ? null : cycle.get(0);
    Resource resource = first == null ? null : first.resource();
    Owner owner = first == null ? null : first.owner();
    return new Cause(resource, owner, waiters, cycle, certainty, evidence, heldUp);
  }
}
