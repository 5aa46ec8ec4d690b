package io.wubdiag.analyse.blockedsink;

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
import io.wubdiag.model.Finding.BlockedSink;
import io.wubdiag.model.Finding.Contended;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds writes on full pipes and connections whose reader neither reads nor does anything else. A
 * reader that sleeps for a time, or that ran between two looks, is only slow: no wait is recorded
 * for its writer.
 */
public final class BlockedSinks implements Detector {
  private final WaitForGraph graph;
  private final Proof proof;

  public BlockedSinks(WaitForGraph graph, Proof proof) {
    this.graph = graph;
    this.proof = proof;
  }

  /** One finding for each pipe or connection. */
  @Override
  public List<BlockedSink> find(Explained explained) {
    List<BlockedSink> found = new ArrayList<>();
    for (ResourceNode resource : graph.resources()) {
      Hold hold = resource.firstHold(Liveness.LIVE);
      if (hold != null && isFull(resource.resource()) && isCause(hold, explained)) {
        found.add(finding(resource, hold, explained));
      }
    }
    return found;
  }

  private static boolean isFull(Resource resource) {
    return resource instanceof Resource.Pipe pipe && pipe.full()
        || resource instanceof Resource.Socket socket && socket.full();
  }

  /** Whether the reader stands still, and nothing that is known holds it up in its turn. */
  private static boolean isCause(Hold hold, Explained explained) {
    ThreadNode reader = hold.thread();
    if (reader == null || explained.contains(reader)) {
      return false;
    }
    ResourceNode awaited = reader.waitsFor();
    boolean waitsBehindOthers = awaited != null && !awaited.holds().isEmpty();
    Wait wait = reader.thread().waitsFor();
    if (wait != null && isOfKernel(wait.kind())) {
      return false; // it waits for someone who may be at work, known or not
    }
    return !waitsBehindOthers && reader.thread().still().compareTo(Contended.LONG_HELD) >= 0;
  }

  private static boolean isOfKernel(Wait.Kind kind) {
    return kind == Wait.Kind.READ
        || kind == Wait.Kind.WRITE
        || kind == Wait.Kind.OPEN
        || kind == Wait.Kind.FILE_LOCK
        || kind == Wait.Kind.CHILD_EXIT;
  }

  private BlockedSink finding(ResourceNode resource, Hold hold, Explained explained) {
    HeldUpThreads heldUp = HeldUpThreads.behind(hold, resource.waiters());
    explained.add(heldUp);
    List<Evidence> evidence = new ArrayList<>();
    proof.addEdge(hold.from(resource.waiters().get(0)), evidence);
    if (hold.thread() != null) {
      proof.addStill(hold.thread().thread(), evidence);
    }
    return new BlockedSink(
        new Cause(
            resource.resource(),
            hold.owner(),
            ThreadNode.asWaiters(resource.waiters()),
            heldUp.longestChain(),
            Certainty.INFERRED,
            evidence,
            heldUp.count()));
  }
}
