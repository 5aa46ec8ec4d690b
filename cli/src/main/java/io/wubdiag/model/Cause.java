package io.wubdiag.model;

import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Finding.Waiter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all kinds of findings have in common: who waits for what, and how that is known.
 *
 * @param resource what is waited for at the end; of a cycle, by its first thread. Null if it is no
 *     resource
 * @param owner the resource's owner, null for none
 * @param waiters who waits for the cause itself; of a cycle its threads, then the others that are
 *     part of the knot
 * @param chain how one thread comes to be held up by the cause: of all that are, one that is
 *     furthest from it. Each edge's owner is the next one's waiter, the last one's owner is the
 *     cause. Empty where no thread waits for another
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
   * A cycle, with the resource and the owner of its first edge.
   *
   * @param others threads that are part of the same knot, beside the cycle's own
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
