package io.wubdiag.analyse.contended;

import io.wubdiag.analyse.detect.Detector;
import io.wubdiag.analyse.detect.Explained;
import io.wubdiag.analyse.evidence.Proof;
import io.wubdiag.analyse.graph.HeldUpThreads;
import io.wubdiag.analyse.graph.Hold;
import io.wubdiag.analyse.graph.ResourceNode;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.analyse.graph.WaitForGraph;
import io.wubdiag.model.Acquisition;
import io.wubdiag.model.Cause;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Finding.Contended;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.threads.JvmThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds locks that are held long by a thread that could let go. Proven by two samples between which
 * neither the owner nor a waiter ran, so that it is one acquisition, not a lock that many take in
 * turns: of a program that is merely busy this says nothing.
 */
public final class Contention implements Detector {
  private final WaitForGraph graph;
  private final Proof proof;

  public Contention(WaitForGraph graph, Proof proof) {
    this.graph = graph;
    this.proof = proof;
  }

  /**
   * One finding for each lock whose owner does not itself wait behind another one that is found.
   */
  @Override
  public List<Contended> find(Explained explained) {
    List<LongHold> held = new ArrayList<>();
    List<ThreadNode> owners = new ArrayList<>();
    for (ResourceNode resource : graph.resources()) {
      LongHold longHold = longHold(resource, explained);
      if (longHold != null) {
        held.add(longHold);
        owners.add(longHold.owner());
      }
    }
    Set<ThreadNode> behind = HeldUpThreads.behindAny(owners);
    List<Contended> found = new ArrayList<>();
    for (LongHold longHold : held) {
      if (!behind.contains(longHold.owner())) {
        found.add(finding(longHold));
      }
    }
    return found;
  }

  /**
   * A lock that is held long.
   *
   * @param waiters those that no hang holds up
   * @param longest of them the one that stood still longest
   */
  private record LongHold(
      Hold hold, ThreadNode owner, List<ThreadNode> waiters, ThreadNode longest) {
    /** At least as long as both were seen to stand still; longer if the agent noted so. */
    Duration heldFor() {
      Duration owning = owner.thread().still();
      Duration waiting = longest.thread().still();
      Duration seen = owning.compareTo(waiting) < 0 ? owning : waiting;
      Acquisition acquired = hold.owner().acquired();
      return acquired != null && acquired.heldFor().compareTo(seen) > 0 ? acquired.heldFor() : seen;
    }
  }

  private static @Nullable LongHold longHold(ResourceNode resource, Explained explained) {
    List<ThreadNode> waiters = new ArrayList<>();
    ThreadNode longest = null;
    for (ThreadNode waiter : resource.waiters()) {
      if (explained.contains(waiter) || JvmThreads.isReaper(waiter.thread().ref())) {
        continue;
      }
      waiters.add(waiter);
      Duration still = waiter.thread().still();
      if (longest == null || still.compareTo(longest.thread().still()) > 0) {
        longest = waiter;
      }
    }
    // An owner that a hang holds up has no waiter left here: those are held up by it, too.
    if (longest == null || !isLong(longest)) {
      return null;
    }
    for (Hold hold : resource.holds()) {
      ThreadNode owner = hold.thread();
      boolean holder =
          hold.liveness() == Liveness.LIVE
              && hold.owner().record() != Record.ONLY_SERVER
              && hold.owner().record() != Record.OTHER_END
              && !hold.owner().record().isLeftBehind()
              && hold.owner().record() != Record.CHILD;
      if (owner != null && holder && isLong(owner)) {
        return new LongHold(hold, owner, waiters, longest);
      }
    }
    return null;
  }

  private static boolean isLong(ThreadNode thread) {
    return thread.thread().still().compareTo(Contended.LONG_HELD) >= 0;
  }

  private Contended finding(LongHold held) {
    Hold hold = held.hold();
    HeldUpThreads heldUp = HeldUpThreads.behind(hold, held.waiters());
    List<Evidence> evidence = new ArrayList<>();
    proof.addEdge(hold.from(held.longest()), evidence);
    Proof.addLogCall(held.owner().thread(), evidence);
    proof.addStill(held.owner().thread(), evidence);
    return new Contended(
        new Cause(
            hold.of().resource(),
            hold.owner(),
            ThreadNode.asWaiters(held.waiters()),
            heldUp.longestChain(),
            hold.owner().certainty(),
            evidence,
            heldUp.count()),
        held.owner().thread(),
        held.heldFor());
  }
}
