package io.wubdiag.analyse.stranded;

import io.wubdiag.analyse.detect.Detector;
import io.wubdiag.analyse.detect.Explained;
import io.wubdiag.analyse.evidence.Proof;
import io.wubdiag.analyse.graph.HeldUpThreads;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.analyse.graph.WaitForGraph;
import io.wubdiag.model.Cause;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Check;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Fact;
import io.wubdiag.model.Finding.Stranded;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Quiescence;
import io.wubdiag.model.Quiescence.Act;
import io.wubdiag.model.Quiescence.Waiting;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Source;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds threads that wait for what names no owner, in a JVM that stands still: whoever would have
 * to act waits, too, or has ended. As long as one thread of a JVM could go on by itself, nothing is
 * said, since that one might do it.
 *
 * <p>A JVM that only waits for work stands still, too, and is at rest. So an idle thread of a pool,
 * or one at an empty queue, is enough to say nothing of latches, futures and barriers: {@code main}
 * often keeps its JVM alive by one. Neither is anything said where a shutdown hook could open it.
 */
public final class StrandedThreads implements Detector {
  private static final int SHOWN = 8;

  private final ProcessTreeSnapshot snapshot;
  private final WaitForGraph graph;
  private final Proof proof;

  public StrandedThreads(ProcessTreeSnapshot snapshot, WaitForGraph graph, Proof proof) {
    this.snapshot = snapshot;
    this.graph = graph;
    this.proof = proof;
  }

  /** One finding at most for each JVM, and none for one in which another cause was found. */
  @Override
  public List<Stranded> find(Explained explained) {
    List<Stranded> found = new ArrayList<>();
    for (ProcessCapture process : snapshot.processes()) {
      if (process instanceof CapturedJvm jvm
          && jvm.jvm().standstill() != null
          && !explained.containsAnyOf(jvm.kernel().identity())) {
        Stranded stranded = find(jvm, jvm.jvm().standstill(), explained);
        if (stranded != null) {
          found.add(stranded);
        }
      }
    }
    return found;
  }

  private @Nullable Stranded find(CapturedJvm jvm, Quiescence standstill, Explained explained) {
    Map<Act, List<ThreadNode>> byAct = new EnumMap<>(Act.class);
    for (Waiting waiting : standstill.waits()) {
      ThreadNode thread = graph.find(waiting.thread());
      if (thread != null) {
        byAct.computeIfAbsent(waiting.act(), act -> new ArrayList<>()).add(thread);
      }
    }
    Act act = cause(byAct, standstill);
    List<ThreadNode> waiters = act == null ? List.of() : byAct.getOrDefault(act, List.of());
    if (act == Act.NOTIFY) {
      waiters = new ArrayList<>(waiters);
      waiters.removeIf(thread -> !isWaitedFor(thread));
    }
    return act == null || waiters.isEmpty()
        ? null
        : finding(jvm, standstill, act, waiters, explained);
  }

  private static @Nullable Act cause(Map<Act, List<ThreadNode>> byAct, Quiescence standstill) {
    if (byAct.containsKey(Act.TAKE)) {
      return Act.TAKE;
    }
    if (byAct.containsKey(Act.UNLOCK_STAMP)) {
      return Act.UNLOCK_STAMP;
    }
    if (byAct.getOrDefault(Act.NOTIFY, List.of()).stream().anyMatch(StrandedThreads::isWaitedFor)) {
      return Act.NOTIFY;
    }
    if (standstill.shutdownHook()) {
      return null;
    }
    if (byAct.containsKey(Act.RELEASE_PERMIT)) {
      return Act.RELEASE_PERMIT;
    }
    boolean atRest =
        byAct.containsKey(Act.SUBMIT)
            || byAct.containsKey(Act.NOTIFY)
            || byAct.containsKey(Act.UNKNOWN);
    return byAct.containsKey(Act.COMPLETE) && !atRest ? Act.COMPLETE : null;
  }

  /** Whether it holds what another thread waits for. */
  private static boolean isWaitedFor(ThreadNode thread) {
    return thread.holds().stream().anyMatch(hold -> !hold.of().waiters().isEmpty());
  }

  private Stranded finding(
      CapturedJvm jvm,
      Quiescence standstill,
      Act act,
      List<ThreadNode> waiters,
      Explained explained) {
    HeldUpThreads heldUp = HeldUpThreads.behind(waiters);
    explained.add(heldUp);
    List<WaitEdge> chain = heldUp.longestChain();
    List<Evidence> evidence = new ArrayList<>();
    for (ThreadNode waiter : waiters.subList(0, Math.min(SHOWN, waiters.size()))) {
      Resource awaited = awaited(jvm, waiter);
      if (awaited != null) {
        evidence.add(proof.waits(waiter.thread(), awaited));
        addHolders(awaited, evidence);
      }
    }
    for (WaitEdge edge : chain) {
      proof.addEdge(edge, evidence);
    }
    evidence.add(nobodyElse(jvm.pid(), standstill));
    evidence.add(nothingFromOutside(act));
    return new Stranded(
        new Cause(
            awaited(jvm, waiters.get(0)),
            null,
            ThreadNode.asWaiters(waiters),
            chain,
            Certainty.INFERRED,
            evidence,
            heldUp.count()),
        verdict(act),
        act);
  }

  private static Verdict verdict(Act act) {
    return switch (act) {
      case TAKE -> Verdict.DEAD_CONSUMER;
      case UNLOCK_STAMP, NOTIFY -> Verdict.DEADLOCK;
      case RELEASE_PERMIT -> Verdict.STARVED_POOL;
      default -> Verdict.NOBODY_LEFT;
    };
  }

  /** Also what it is to be notified at, which is in no graph. */
  private static @Nullable Resource awaited(CapturedJvm jvm, ThreadNode waiter) {
    Wait wait = waiter.thread().waitsFor();
    for (Resource resource : jvm.resources()) {
      if (wait != null && resource.id().equals(wait.resource())) {
        return resource;
      }
    }
    return null;
  }

  /** Who has permits, where the agent has noted that. */
  private void addHolders(Resource awaited, List<Evidence> evidence) {
    for (Owner owner : awaited.owners()) {
      if (owner.record() == Owner.Record.NOTED_PERMIT) {
        evidence.add(proof.owns(owner, awaited));
      }
    }
  }

  private static Evidence nobodyElse(long pid, Quiescence standstill) {
    int threads = standstill.waits().size();
    Fact fact = new Fact.StandsStill(pid, threads, standstill.span());
    return new Evidence(fact, Source.KERNEL, Check.of(Check.Kind.STACKS, pid));
  }

  private static Evidence nothingFromOutside(Act act) {
    boolean hooksCount = act == Act.RELEASE_PERMIT || act == Act.COMPLETE;
    return new Evidence(new Fact.NothingFromOutside(hooksCount), Source.MEMORY, null);
  }
}
