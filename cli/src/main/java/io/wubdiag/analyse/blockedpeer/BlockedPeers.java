package io.wubdiag.analyse.blockedpeer;

import io.wubdiag.analyse.detect.Detector;
import io.wubdiag.analyse.detect.Explained;
import io.wubdiag.analyse.evidence.Proof;
import io.wubdiag.analyse.graph.HeldUpThreads;
import io.wubdiag.analyse.graph.Hold;
import io.wubdiag.analyse.graph.ResourceNode;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.analyse.graph.Tree;
import io.wubdiag.analyse.graph.WaitForGraph;
import io.wubdiag.model.Cause;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Check;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Fact;
import io.wubdiag.model.Finding.BlockedPeer;
import io.wubdiag.model.Finding.Contended;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.OpenFile;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Source;
import io.wubdiag.model.ThreadSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds threads that wait for another process which will never do its part: readers of pipes that
 * are open to write by accident only, and those who open a named pipe that nobody reads. A thread
 * counts only if it was still for long.
 */
public final class BlockedPeers implements Detector {
  private final WaitForGraph graph;
  private final Tree tree;
  private final Proof proof;

  public BlockedPeers(WaitForGraph graph, Tree tree, Proof proof) {
    this.graph = graph;
    this.tree = tree;
    this.proof = proof;
  }

  /** One finding for each pipe. */
  @Override
  public List<BlockedPeer> find(Explained explained) {
    List<BlockedPeer> found = new ArrayList<>();
    for (ResourceNode resource : graph.resources()) {
      List<ThreadNode> waiters = new ArrayList<>();
      for (ThreadNode waiter : resource.waiters()) {
        if (!explained.contains(waiter)
            && waiter.thread().still().compareTo(Contended.LONG_HELD) >= 0) {
          waiters.add(waiter);
        }
      }
      if (waiters.isEmpty()) {
        continue;
      }
      if (resource.resource() instanceof Resource.MissingReader fifo) {
        found.add(unread(fifo, waiters, explained));
      } else if (isLeftBehind(resource)) {
        found.add(leftOpen(resource, waiters, explained));
      }
    }
    return found;
  }

  private static boolean isLeftBehind(ResourceNode resource) {
    for (Hold hold : resource.holds()) {
      if (hold.owner().record().isLeftBehind()) {
        return true;
      }
    }
    return false;
  }

  private BlockedPeer unread(
      Resource.MissingReader fifo, List<ThreadNode> waiters, Explained explained) {
    HeldUpThreads heldUp = HeldUpThreads.behind(waiters);
    explained.add(heldUp);
    List<Evidence> evidence = new ArrayList<>();
    ThreadSnapshot first = waiters.get(0).thread();
    evidence.add(proof.waits(first, fifo));
    Check files = new Check(Check.Kind.FILE_EVERYWHERE, 0, 0, fifo.path());
    evidence.add(new Evidence(new Fact.NoReader(), Source.KERNEL, files));
    proof.addStill(first, evidence);
    return new BlockedPeer(
        new Cause(
            fifo,
            null,
            ThreadNode.asWaiters(waiters),
            heldUp.longestChain(),
            Certainty.INFERRED,
            evidence,
            heldUp.count()),
        List.of());
  }

  private BlockedPeer leftOpen(ResourceNode pipe, List<ThreadNode> waiters, Explained explained) {
    Hold first = pipe.holds().get(0);
    HeldUpThreads heldUp = HeldUpThreads.behind(first, waiters);
    explained.add(heldUp);
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(proof.waits(waiters.get(0).thread(), pipe.resource()));
    proof.addStill(waiters.get(0).thread(), evidence);
    Map<KernelFacts, Hold> peers = new LinkedHashMap<>();
    for (Hold hold : pipe.holds()) {
      KernelFacts peer = tree.kernel(hold.owner().thread().process());
      if (peer != null) {
        peers.put(peer, hold);
      }
    }
    peers.forEach(
        (peer, hold) -> {
          boolean adopted = peers.keySet().stream().noneMatch(other -> isChild(peer, other));
          addPeer(peer, adopted, hold, evidence);
        });
    return new BlockedPeer(
        new Cause(
            pipe.resource(),
            first.owner(),
            ThreadNode.asWaiters(waiters),
            heldUp.longestChain(),
            Certainty.INFERRED,
            evidence,
            heldUp.count()),
        List.copyOf(peers.keySet()));
  }

  private static boolean isChild(KernelFacts process, KernelFacts parent) {
    return process.parentPid() == parent.pid();
  }

  private void addPeer(KernelFacts peer, boolean adopted, Hold hold, List<Evidence> evidence) {
    long pid = peer.pid();
    List<Integer> open = descriptors(peer, hold.of().resource().id().identity());
    Check files = Check.of(Check.Kind.FILES, pid);
    evidence.add(new Evidence(new Fact.HasPipeOpen(peer, open), Source.KERNEL, files));
    Fact child = new Fact.IsChild(pid, peer.parentPid(), adopted);
    evidence.add(new Evidence(child, Source.KERNEL, Check.of(Check.Kind.PARENT, pid)));
    if (hold.owner().record() == Owner.Record.LEFT_BEHIND_UNUSED) {
      Check written = Check.of(Check.Kind.WRITTEN, pid);
      evidence.add(new Evidence(new Fact.NeverWrote(pid), Source.KERNEL, written));
    }
    if (hold.thread() != null) {
      proof.addStill(hold.thread().thread(), evidence);
    }
  }

  /** The descriptors by which a process has that pipe open. */
  private static List<Integer> descriptors(KernelFacts peer, String pipe) {
    List<Integer> numbers = new ArrayList<>();
    for (OpenFile open : peer.openFiles()) {
      if (open.target().equals(pipe)) {
        numbers.add(open.fd());
      }
    }
    return numbers;
  }
}
