package io.wubdiag.analyse.forkinherited;

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
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Finding.ForkInherited;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is waited for in a forked process and was owned, at the fork, by a thread that was
 * left behind in the original. {@code fork(2)} copies the memory, and with it every lock's state,
 * but only the thread that calls it.
 */
public final class ForkInheritance implements Detector {
  private final WaitForGraph graph;
  private final Tree tree;
  private final Proof proof;

  public ForkInheritance(WaitForGraph graph, Tree tree, Proof proof) {
    this.graph = graph;
    this.tree = tree;
    this.proof = proof;
  }

  /** One finding for each resource. */
  @Override
  public List<ForkInherited> find(Explained explained) {
    List<ForkInherited> found = new ArrayList<>();
    for (ResourceNode resource : graph.resources()) {
      Hold hold = resource.firstHold(Liveness.GHOST);
      if (hold == null) {
        continue;
      }
      List<ThreadNode> waiters = waitersIn(hold.owner().thread().process(), resource);
      if (!waiters.isEmpty()) {
        HeldUpThreads heldUp = HeldUpThreads.behind(hold, waiters);
        explained.add(heldUp);
        found.add(finding(hold, waiters, heldUp));
      }
    }
    return found;
  }

  private static List<ThreadNode> waitersIn(ProcessIdentity process, ResourceNode resource) {
    List<ThreadNode> waiters = new ArrayList<>();
    for (ThreadNode waiter : resource.waiters()) {
      if (waiter.process().equals(process)) {
        waiters.add(waiter);
      }
    }
    return waiters;
  }

  private ForkInherited finding(Hold hold, List<ThreadNode> waiters, HeldUpThreads heldUp) {
    Owner owner = hold.owner();
    ThreadRef ghost = hold.ownerThread() == null ? owner.thread() : hold.ownerThread().ref();
    Twin twin = twinOf(ghost);
    List<WaitEdge> chain = heldUp.longestChain();

    boolean absent = hasNoTask(ghost);
    boolean leftBehind =
        hold.ownerThread() != null || tree.fork(ghost.process()) != null || twin.thread() != null;
    boolean proved = owner.certainty() == Certainty.PROVED && absent && leftBehind;

    List<Evidence> evidence = new ArrayList<>();
    proof.addEdge(chain.get(chain.size() - 1), evidence);
    if (absent) {
      evidence.add(Proof.noTask(ghost));
    }
    if (tree.isPython(ghost.process())) {
      evidence.add(Proof.forked(ghost.pid()));
    }
    if (twin.thread() != null) {
      evidence.add(Proof.twin(twin.thread().ref()));
    }
    return new ForkInherited(
        new Cause(
            hold.of().resource(),
            owner,
            ThreadNode.asWaiters(waiters),
            chain,
            proved ? Certainty.PROVED : Certainty.INFERRED,
            evidence,
            heldUp.count()),
        hold.ownerThread(),
        twin.thread(),
        twin.original());
  }

  /** Whether the kernel shows that the process does not have the ghost as a thread. */
  private boolean hasNoTask(ThreadRef ghost) {
    if (ghost.tid() != 0) {
      return tree.hasNoTask(ghost.process(), ghost.tid());
    }
    Fork fork = tree.fork(ghost.process());
    KernelFacts kernel = tree.kernel(ghost.process());
    return fork != null
        && fork.missing().contains(ghost.name())
        && kernel != null
        && !kernel.tasks().isEmpty()
        && !kernel.hasTaskNamed(ghost.name());
  }

  /**
   * The thread that a ghost is a copy of.
   *
   * @param original the process that it lives in; where it was not found, the one that was forked
   */
  private record Twin(long original, @Nullable ThreadSnapshot thread) {}

  /**
   * Looks for the ghost's id in the process that was forked, in the one that this is a copy of, and
   * so on.
   */
  private Twin twinOf(ThreadRef ghost) {
    Fork fork = tree.fork(ghost.process());
    Set<ProcessIdentity> seen = new HashSet<>();
    ProcessIdentity process = tree.origin(ghost.process());
    while (ghost.tid() != 0 && process != null && seen.add(process)) {
      ThreadSnapshot thread = liveThread(process, ghost);
      if (thread != null) {
        return new Twin(process.pid(), thread);
      }
      process = tree.origin(process);
    }
    return new Twin(fork == null ? 0 : fork.original(), null);
  }

  private @Nullable ThreadSnapshot liveThread(ProcessIdentity process, ThreadRef ghost) {
    Task task = tree.task(process, ghost.tid(), ghost.process());
    ThreadNode node = graph.find(process, task == null ? ghost.tid() : task.tid());
    if (node != null && !node.thread().ghost()) {
      return node.thread();
    }
    return task == null ? null : withoutStack(process, task);
  }

  private static ThreadSnapshot withoutStack(ProcessIdentity process, Task task) {
    ThreadRef ref = new ThreadRef(process, task.name(), task.tid(), 0);
    return new ThreadSnapshot(ref, null, false, false, false, null, List.of(), null, Duration.ZERO);
  }
}
