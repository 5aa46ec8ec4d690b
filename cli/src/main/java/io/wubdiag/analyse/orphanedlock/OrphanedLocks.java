package io.wubdiag.analyse.orphanedlock;

import io.wubdiag.analyse.detect.Detector;
import io.wubdiag.analyse.detect.Explained;
import io.wubdiag.analyse.evidence.Proof;
import io.wubdiag.analyse.graph.HeldUpThreads;
import io.wubdiag.analyse.graph.Hold;
import io.wubdiag.analyse.graph.ResourceNode;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.analyse.graph.WaitForGraph;
import io.wubdiag.model.Cause;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Finding.Contended;
import io.wubdiag.model.Finding.OrphanedLock;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.threads.IdleThreads;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds locks that are waited for and whose owner has ended, or is a pool's thread that waits for
 * its next task. Of the second it is inferred that nobody will release the lock: a later task of
 * that thread could, or anyone who has a {@code StampedLock}'s stamp.
 *
 * <p>A pool's thread counts only if it did not run as long as the program was looked at: then its
 * stack and the lock's word that names it are of one instant, in whatever order they were read.
 */
public final class OrphanedLocks implements Detector {
  private final WaitForGraph graph;
  private final Proof proof;

  public OrphanedLocks(WaitForGraph graph, Proof proof) {
    this.graph = graph;
    this.proof = proof;
  }

  /** One finding for each lock. */
  @Override
  public List<OrphanedLock> find(Explained explained) {
    List<OrphanedLock> found = new ArrayList<>();
    for (ResourceNode resource : graph.resources()) {
      Hold ended = resource.firstHold(Liveness.TERMINATED);
      Hold hold = ended == null ? idleHold(resource) : ended;
      if (hold != null) {
        found.add(finding(resource, hold, explained));
      }
    }
    return found;
  }

  private OrphanedLock finding(ResourceNode resource, Hold hold, Explained explained) {
    HeldUpThreads heldUp = HeldUpThreads.behind(hold, resource.waiters());
    explained.add(heldUp);
    List<WaitEdge> chain = heldUp.longestChain();
    List<Evidence> evidence = new ArrayList<>();
    proof.addEdge(chain.get(chain.size() - 1), evidence);
    ThreadSnapshot idle = hold.ownerThread();
    if (idle == null || hold.liveness() == Liveness.TERMINATED) {
      idle = null;
      evidence.add(proof.terminated(hold.owner().thread()));
    } else {
      evidence.add(proof.idle(idle));
      proof.addStill(idle, evidence);
    }
    return new OrphanedLock(
        new Cause(
            resource.resource(),
            hold.owner(),
            ThreadNode.asWaiters(resource.waiters()),
            chain,
            idle == null ? hold.owner().certainty() : Certainty.INFERRED,
            evidence,
            heldUp.count()),
        idle);
  }

  private static @Nullable Hold idleHold(ResourceNode resource) {
    for (Hold hold : resource.holds()) {
      ThreadNode owner = hold.thread();
      if (owner != null && isLock(hold) && isAtRest(owner)) {
        return hold;
      }
    }
    return null;
  }

  /** Not a monitor, which a thread gives back with the frame that entered it. */
  private static boolean isLock(Hold hold) {
    return hold.liveness() == Liveness.LIVE
        && switch (hold.owner().record()) {
          case EXCLUSIVE_OWNER_THREAD, READ_HOLD, NOTED -> true;
          default -> false;
        };
  }

  private static boolean isAtRest(ThreadNode owner) {
    ResourceNode awaited = owner.waitsFor();
    return IdleThreads.waitsForTask(owner.thread())
        && owner.thread().still().compareTo(Contended.LONG_HELD) >= 0
        && (awaited == null || awaited.holds().isEmpty());
  }
}
