package io.wubdiag.render;

import io.wubdiag.model.Acquisition;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import io.wubdiag.render.Page.Style;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One finding as text: what is wrong, the way to the cause, where to look, what to do, and why one
 * may believe it.
 */
final class FindingText {
  private static final int NAMED = 5;

  /** Longest text for a place in the code. */
  private static final int SITE = 200;

  private static final int CYCLE_WITH_STACKS = 3;

  private final Page page;
  private final StackText stacks;
  private final Advice advice;
  private final boolean explain;

  FindingText(Page page, StackText stacks, Advice advice, boolean explain) {
    this.page = page;
    this.stacks = stacks;
    this.advice = advice;
    this.explain = explain;
  }

  /**
   * @param alike findings of which only the first is shown, since the others differ in nothing but
   *     the process
   */
  void render(List<Finding> alike) {
    Finding finding = alike.get(0);
    headline(alike);
    page.gap();
    page.paragraph(0, Summary.of(finding));
    List<Long> pids = new ArrayList<>();
    for (Finding each : alike) {
      pids.addAll(Findings.hungPids(each));
    }
    if (alike.size() > 1) {
      page.paragraph(0, "The same in " + Wording.processes(pids.subList(1, pids.size())) + ".");
    }
    List<String> pieces = advice.of(finding, pids);
    page.gap();
    page.labelled(0, Style.HEADING, "Now: ", pieces.get(0));
    if (finding instanceof Finding.LockOrderInversion inversion) {
      new InversionText(page, stacks).render(inversion.inversion());
    }
    chain(finding);
    alsoWaiting(finding);
    stacks(finding);
    cure(finding, pieces.subList(1, pieces.size()));
    evidence(finding);
  }

  private void headline(List<Finding> alike) {
    Finding finding = alike.get(0);
    int threads = 0;
    int processes = 0;
    for (Finding each : alike) {
      threads += each.heldUp().threads();
      processes += each.heldUp().processes();
    }
    String certainty = finding.certainty() == Certainty.PROVED ? ": proved" : ": inferred";
    String heldUp =
        threads == 0
            ? ""
            : ", holds up "
                + Wording.count(threads, "thread")
                + " in "
                + Wording.count(processes, "process");
    boolean hang = finding.level() == Finding.Level.HANG;
    page.line(
        hang ? Style.HANG : Style.CONTENTION,
        finding.level() + "  " + Summary.title(finding),
        certainty + heldUp);
  }

  private void chain(Finding finding) {
    List<WaitEdge> chain = finding.chain();
    if (chain.isEmpty()) {
      return;
    }
    boolean cycle = finding instanceof Finding.Deadlock;
    page.heading(cycle ? "The cycle" : "From a thread that waits to the cause");
    for (int i = 0; i < chain.size(); i++) {
      WaitEdge edge = chain.get(i);
      page.paragraph(2, Wording.threadAndIds(edge.waiter().thread().ref()));
      Frame culprit = edge.waiter().culprit();
      if (culprit != null) {
        page.labelled(4, "stuck in   ", Wording.frame(culprit));
      }
      page.labelled(
          4,
          "waits for  ",
          Wording.resourceAndIdentity(edge.resource()) + waited(edge.waiter().thread().waitsFor()));
      boolean last = i == chain.size() - 1;
      page.labelled(4, holds(edge.owner()), owner(finding, edge, last));
      Acquisition acquired = edge.owner().acquired();
      if (acquired != null) {
        String ago = Wording.duration(acquired.heldFor()) + " ago";
        page.labelled(4, "taken in   ", SafeText.name(acquired.site(), SITE) + ", " + ago);
      } else if (edge.acquiredIn() != null) {
        page.labelled(4, "taken in   ", Wording.frame(edge.acquiredIn()));
      }
    }
  }

  private static String waited(@Nullable Wait wait) {
    return wait == null || wait.since() == null
        ? ""
        : ", for " + Wording.duration(wait.since().waited());
  }

  private static String holds(Owner owner) {
    return switch (owner.record()) {
      case ONLY_SERVER, INITIALISER -> "done by    ";
      case NEXT_IN_QUEUE, OTHER_END -> "up to      ";
      case LEFT_BEHIND, LEFT_BEHIND_UNUSED -> "open in    ";
      case CHILD -> "which is   ";
      default -> "held by    ";
    };
  }

  private static String owner(Finding finding, WaitEdge edge, boolean last) {
    ThreadRef ref = edge.owner().thread();
    boolean elsewhere = !ref.process().equals(edge.waiter().thread().ref().process());
    String name = Wording.thread(ref) + (elsewhere ? " of process " + ref.pid() : "");
    if (edge.owner().liveness() == Owner.Liveness.TERMINATED) {
      return name + ", which has ended";
    }
    if (edge.owner().liveness() == Owner.Liveness.GHOST) {
      String where = "";
      if (finding instanceof Finding.ForkInherited inherited) {
        where = ": left behind in " + Summary.original(inherited.original());
      }
      return name + ", a ghost" + where;
    }
    if (finding instanceof Finding.Deadlock deadlock && deadlock.cycle().size() == 1) {
      return name
          + " itself"
          + (edge.owner().record() == Owner.Record.READ_HOLD ? ", by its read lock" : "");
    }
    if (last && finding instanceof Finding.Stopped) {
      return Wording.threadAndIds(ref) + ", whose process does not run";
    }
    if (!last) {
      return name + ", which waits in turn:";
    }
    if (finding instanceof Finding.OrphanedLock) {
      return Wording.threadAndIds(ref) + ", which is back in its pool";
    }
    if (finding instanceof Finding.BlockedPeer peer) {
      return Wording.threadAndIds(ref) + PeerText.last(peer);
    }
    if (finding instanceof Finding.Spinning) {
      return Wording.threadAndIds(ref) + ", which spins";
    }
    return finding instanceof Finding.Deadlock
        ? name + ", which closes the cycle"
        : Wording.threadAndIds(ref);
  }

  private void alsoWaiting(Finding finding) {
    boolean all =
        finding instanceof Finding.StarvedPool
            || finding instanceof Finding.Stranded
            || finding instanceof Finding.BlockedPeer && finding.owner() == null;
    List<Waiter> others = new ArrayList<>();
    for (Waiter waiter : finding.waiters()) {
      boolean known = false;
      for (WaitEdge edge : finding.chain()) {
        known |= edge.waiter().thread().ref().equals(waiter.thread().ref());
        known |= !all && edge.owner().thread().equals(waiter.thread().ref());
      }
      if (!known) {
        others.add(waiter);
      }
    }
    if (others.isEmpty()) {
      return;
    }
    boolean spins = finding instanceof Finding.Spinning;
    page.heading(spins ? "Who spins" : all ? "Who waits" : "Also held up");
    for (Waiter waiter : others.subList(0, Math.min(NAMED, others.size()))) {
      String culprit = waiter.culprit() == null ? "" : " in " + Wording.frame(waiter.culprit());
      page.labelled(2, "", Wording.threadAndIds(waiter.thread().ref()) + culprit);
    }
    if (others.size() > NAMED) {
      page.line(2, "… and " + Wording.count(others.size() - NAMED, "more thread"));
    }
  }

  private void stacks(Finding finding) {
    List<ResourceId> about = new ArrayList<>();
    for (WaitEdge edge : finding.chain()) {
      about.add(edge.resource().id());
    }
    List<WaitEdge> chain = finding.chain();
    if (finding instanceof Finding.Deadlock) {
      for (WaitEdge edge : chain.subList(0, Math.min(CYCLE_WITH_STACKS, chain.size()))) {
        stack(
            Wording.thread(edge.waiter().thread().ref()) + ", where it waits",
            edge.waiter(),
            about);
      }
      return;
    }
    if (finding instanceof Finding.StarvedPool starved) {
      Waiter first = starved.waiters().get(0);
      stack(Wording.thread(first.thread().ref()) + ", where it waits", first, about);
    } else if (finding instanceof Finding.BlockedPeer peer) {
      Waiter first = peer.waiters().get(0);
      stack(Wording.thread(first.thread().ref()) + ", where it waits", first, about);
    } else if (finding instanceof Finding.Stranded stranded) {
      Waiter first = stranded.waiters().get(0);
      stack(Wording.thread(first.thread().ref()) + ", where it waits", first, about);
    } else if (finding instanceof Finding.Spinning spinning) {
      for (Waiter spinner :
          spinning.waiters().subList(0, Math.min(CYCLE_WITH_STACKS, spinning.waiters().size()))) {
        stack(Wording.thread(spinner.thread().ref()) + ", where it spins", spinner, about);
      }
    } else if (!chain.isEmpty()) {
      Waiter waiter = chain.get(chain.size() - 1).waiter();
      stack(Wording.thread(waiter.thread().ref()) + ", where it waits", waiter, about);
    }
    if (finding instanceof Finding.ForkInherited inherited) {
      ghost(inherited, about);
    } else if (finding instanceof Finding.Contended contended) {
      page.heading(Wording.threadAndIds(contended.owner().thread()) + ", which holds it");
      stack(contended.ownerThread(), contended.acquiredIn(), about);
    } else if (finding instanceof Finding.OrphanedLock orphaned && orphaned.idle() != null) {
      page.heading(Wording.threadAndIds(orphaned.owner().thread()) + ", at rest in its pool");
      stack(orphaned.idle(), null, about);
    }
  }

  private void ghost(Finding.ForkInherited finding, List<ResourceId> about) {
    ThreadRef owner = finding.owner().thread();
    String name = Wording.thread(owner);
    ThreadSnapshot ghost = finding.ghost();
    if (ghost != null && !ghost.frames().isEmpty()) {
      page.heading(
          name + " in process " + owner.pid() + ": the ghost, its stack frozen at the fork");
      stack(ghost, finding.acquiredIn(), about);
    }
    ThreadSnapshot twin = finding.twin();
    if (twin == null) {
      page.gap();
      page.paragraph(
          0,
          "What "
              + name
              + " does in "
              + Summary.original(finding.original())
              + " now is not known: it has ended there, or could not be looked at.");
      return;
    }
    String where = name + " in process " + twin.ref().pid();
    if (twin.frames().isEmpty()) {
      page.gap();
      page.paragraph(0, where + ", its twin, is alive.");
      return;
    }
    String now = twin.state() == null ? "" : ", " + twin.state();
    page.heading(where + ": its twin, alive" + now + ", now in");
    stack(twin, null, List.of());
  }

  private void stack(String heading, Waiter waiter, List<ResourceId> about) {
    page.heading(heading);
    stack(waiter.thread(), waiter.culprit(), about);
  }

  private void stack(ThreadSnapshot thread, @Nullable Frame marked, List<ResourceId> about) {
    if (thread.frames().isEmpty()) {
      page.line(4, Style.ASIDE, thread.virtual() ? "its stack was not read" : "no Java frames");
    } else {
      new Excerpt(thread.frames(), marked).render(page, 2, stacks, about);
    }
  }

  private void cure(Finding finding, List<String> pieces) {
    if (pieces.isEmpty()) {
      return;
    }
    boolean again = finding.level() != Finding.Level.POTENTIAL;
    page.heading("So that it does not happen" + (again ? " again" : ""));
    for (String piece : pieces) {
      page.labelled(2, "- ", piece);
    }
  }

  private void evidence(Finding finding) {
    if (finding.evidence().isEmpty()) {
      return;
    }
    page.heading(finding.certainty() == Certainty.PROVED ? "Proof" : "Why it is likely");
    for (Evidence evidence : finding.evidence()) {
      page.labelled(2, "- ", evidence.statement() + " [" + Wording.source(evidence.source()) + "]");
      if (explain && evidence.check() != null) {
        page.line(4, Style.MARKED, "$ " + evidence.check());
      }
    }
  }
}
