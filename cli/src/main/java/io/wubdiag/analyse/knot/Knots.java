package io.wubdiag.analyse.knot;

import io.wubdiag.analyse.detect.Detector;
import io.wubdiag.analyse.detect.Explained;
import io.wubdiag.analyse.evidence.Proof;
import io.wubdiag.analyse.graph.EnablingNode;
import io.wubdiag.analyse.graph.HeldUpThreads;
import io.wubdiag.analyse.graph.Progress;
import io.wubdiag.analyse.graph.StronglyConnectedComponents;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.analyse.graph.WaitForGraph;
import io.wubdiag.model.Cause;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Enablers.How;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Finding.Contended;
import io.wubdiag.model.Finding.Knot;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.ThreadRef;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds knots: threads that can't go on, since each waits for what only others of them could do. It
 * covers all kinds of waits, over all processes; what an earlier detector has explained is left to
 * that one.
 *
 * <p>Threads at rest wait for each other, too: a pool's idle threads wait for a task, and {@code
 * main} often waits for nothing but to keep its JVM alive. So a knot counts only if it keeps
 * threads from work that they have begun.
 */
public final class Knots implements Detector {
  private static final int SHOWN = 8;

  private final WaitForGraph graph;
  private final Proof proof;

  public Knots(WaitForGraph graph, Proof proof) {
    this.graph = graph;
    this.proof = proof;
  }

  /** Threads of one component of the graph of hung threads, and those held up behind them. */
  private record Group(List<ThreadNode> knot, List<ThreadNode> behind, boolean explained) {}

  /** One finding for each knot. */
  @Override
  public List<Knot> find(Explained explained) {
    List<Knot> found = new ArrayList<>();
    for (Group group : groups(Progress.hung(graph), explained)) {
      if (!group.explained() && isHang(group)) {
        found.add(finding(group, explained));
      }
    }
    return found;
  }

  /** The groups that no other group holds up, each with the threads that wait behind it. */
  private List<Group> groups(BitSet hung, Explained explained) {
    int[][] successors = new HungGraph(graph, hung).successors();
    Group[] groupOf = new Group[successors.length];
    Set<Group> groups = new LinkedHashSet<>();
    for (int[] component : StronglyConnectedComponents.of(successors)) {
      Group group = heldUpBy(component, successors, groupOf);
      List<ThreadNode> members = new ArrayList<>();
      boolean known = false;
      for (int number : component) {
        if (number < graph.threads().size() && hung.get(number)) {
          ThreadNode member = graph.threads().get(number);
          members.add(member);
          known |= explained.contains(member) || explained.contains(member.process());
        }
      }
      if (!members.isEmpty() && (group == null || known && !group.explained())) {
        group = new Group(members, new ArrayList<>(), known);
        groups.add(group);
      } else if (group != null) {
        group.behind().addAll(members);
      }
      for (int number : component) {
        groupOf[number] = group;
      }
    }
    return List.copyOf(groups);
  }

  /** The group behind which a component waits, an explained one if there is one; null for none. */
  private static @Nullable Group heldUpBy(int[] component, int[][] successors, Group[] groupOf) {
    Group holding = null;
    for (int number : component) {
      for (int successor : successors[number]) {
        Group of = groupOf[successor];
        holding = of == null || holding != null && holding.explained() ? holding : of;
      }
    }
    return holding;
  }

  /** Whether it keeps threads from work that they have begun, and has done so for a while. */
  private static boolean isHang(Group group) {
    int atWork = 0;
    boolean beside = false;
    for (ThreadNode thread : group.knot()) {
      if (AtWork.is(thread)) {
        if (thread.thread().still().compareTo(Contended.LONG_HELD) < 0) {
          return false;
        }
        atWork++;
        beside |= !AtWork.isMain(thread);
      }
    }
    if (atWork == 0) {
      return false;
    }
    boolean heldUp = false;
    for (ThreadNode thread : group.behind()) {
      heldUp |= AtWork.is(thread);
    }
    return atWork > 1 || heldUp || beside && !isAlone(group.knot());
  }

  /** Whether it is one thread whose wait nobody could end. */
  private static boolean isAlone(List<ThreadNode> threads) {
    return threads.size() == 1
        && (threads.get(0).enabledBy() == null || threads.get(0).enabledBy().any().isEmpty());
  }

  private Knot finding(Group group, Explained explained) {
    HeldUpThreads heldUp = HeldUpThreads.of(group.knot(), group.behind());
    explained.add(heldUp);
    List<ThreadNode> threads = new ArrayList<>(group.knot());
    threads.sort((one, other) -> Boolean.compare(AtWork.is(other), AtWork.is(one)));
    Set<ThreadNode> members = new HashSet<>(threads);
    List<WaitEdge> cycle = WaitCycle.through(threads.get(0), members);
    List<Evidence> evidence = new ArrayList<>();
    Certainty certainty = Certainty.PROVED;
    for (ThreadNode thread : threads) {
      certainty = thread.enabledBy() == null ? certainty : weaker(certainty, thread.enabledBy());
    }
    for (ThreadNode thread : threads.subList(0, Math.min(SHOWN, threads.size()))) {
      proof.addWait(thread, evidence);
    }
    return new Knot(
        new Cause(
            threads.get(0).awaited(),
            cycle.isEmpty() ? null : cycle.get(0).owner(),
            ThreadNode.asWaiters(inOrder(cycle, threads)),
            cycle,
            certainty,
            evidence,
            heldUp.count()),
        verdict(threads));
  }

  private static Certainty weaker(Certainty before, EnablingNode enabling) {
    return enabling.certainty() == Certainty.INFERRED ? Certainty.INFERRED : before;
  }

  /** The threads, those of the cycle first, in its order. */
  private static List<ThreadNode> inOrder(List<WaitEdge> cycle, List<ThreadNode> threads) {
    Map<ThreadRef, ThreadNode> left = new LinkedHashMap<>();
    for (ThreadNode thread : threads) {
      left.put(thread.thread().ref(), thread);
    }
    List<ThreadNode> ordered = new ArrayList<>(threads.size());
    for (WaitEdge edge : cycle) {
      ThreadNode thread = left.remove(edge.waiter().thread().ref());
      if (thread != null) {
        ordered.add(thread);
      }
    }
    ordered.addAll(left.values());
    return ordered;
  }

  private static Verdict verdict(List<ThreadNode> threads) {
    if (isAlone(threads)) {
      return Verdict.NOBODY_LEFT;
    }
    Set<EnablingNode> seen = new HashSet<>();
    for (ThreadNode thread : threads) {
      EnablingNode enabling = thread.enabledBy();
      if (enabling != null && AtWork.is(thread) && seen.add(enabling)) {
        for (EnablingNode.Edge edge : enabling.any()) {
          if (edge.how() == How.SERVES_QUEUE) {
            return Verdict.STARVED_POOL;
          }
        }
      }
    }
    return Verdict.DEADLOCK;
  }
}
