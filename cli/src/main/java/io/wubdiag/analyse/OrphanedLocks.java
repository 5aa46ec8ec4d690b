package io.wubdiag.analyse;

import io.wubdiag.model.Evidence;
import io.wubdiag.model.Finding.OrphanedLock;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Owner.Liveness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds locks that are waited for and whose owner has ended. */
final class OrphanedLocks {
  private final WaitForGraph graph;
  private final Proof proof;

  OrphanedLocks(WaitForGraph graph, Proof proof) {
    this.graph = graph;
    this.proof = proof;
  }

  /**
   * One finding for each lock.
   *
   * @param hung gets the threads that they hold up
   */
  List<OrphanedLock> find(Set<ThreadNode> hung) {
    List<OrphanedLock> found = new ArrayList<>();
    for (ResourceNode resource : graph.resources()) {
      Hold hold = resource.firstHold(Liveness.TERMINATED);
      if (hold == null) {
        continue;
      }
      HeldUpThreads heldUp = HeldUpThreads.behind(hold, resource.waiters());
      heldUp.addTo(hung);
      List<WaitEdge> chain = heldUp.longestChain();
      List<Evidence> evidence = new ArrayList<>();
      proof.addEdge(chain.get(chain.size() - 1), evidence);
      evidence.add(proof.terminated(hold.owner().thread()));
      found.add(
          new OrphanedLock(
              resource.resource(),
              hold.owner(),
              ThreadNode.asWaiters(resource.waiters()),
              chain,
              hold.owner().certainty(),
              evidence,
              heldUp.count()));
    }
    return found;
  }
}
