package io.wubdiag.render;

import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Owner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all kinds of findings have in common, as far as they have it. */
final class Findings {
  private Findings() {}

  /** The process that hangs; the first one of a cycle. */
  static long pid(Finding finding) {
    if (finding instanceof Finding.Stopped stopped) {
      return stopped.process().pid();
    }
    if (finding instanceof Finding.BlockedSink sink) {
      return sink.waiters().get(0).thread().ref().pid();
    }
    if (finding instanceof Finding.BlockedPeer peer) {
      return peer.waiters().get(0).thread().ref().pid();
    }
    if (finding instanceof Finding.LockOrderInversion inversion) {
      return inversion.pid();
    }
    if (finding instanceof Finding.Deadlock deadlock) {
      return deadlock.cycle().get(0).waiter().thread().ref().pid();
    }
    if (finding instanceof Finding.Stranded stranded) {
      return stranded.waiters().get(0).thread().ref().pid();
    }
    if (finding instanceof Finding.Spinning spinning) {
      return spinning.waiters().get(0).thread().ref().pid();
    }
    if (finding instanceof Finding.StarvedPool starved) {
      return starved.waiters().get(0).thread().ref().pid();
    }
    Owner owner = finding.owner();
    return owner == null ? 0 : owner.thread().pid();
  }

  /** The processes that hang: one, but for a cycle through several. */
  static List<Long> hungPids(Finding finding) {
    List<Long> pids = new ArrayList<>();
    if (finding instanceof Finding.Deadlock deadlock) {
      for (WaitEdge edge : deadlock.cycle()) {
        long pid = edge.waiter().thread().ref().pid();
        if (!pids.contains(pid)) {
          pids.add(pid);
        }
      }
    } else {
      pids.add(pid(finding));
    }
    return pids;
  }

  /** All processes that it speaks of. */
  static List<Long> pids(Finding finding) {
    List<Long> pids = new ArrayList<>();
    pids.add(pid(finding));
    if (finding instanceof Finding.ForkInherited inherited) {
      pids.add(inherited.original());
    }
    for (WaitEdge edge : finding.chain()) {
      pids.add(edge.waiter().thread().ref().pid());
      pids.add(edge.owner().thread().pid());
    }
    return pids;
  }

  /** The frame to look at first. */
  static @Nullable Frame culprit(Finding finding) {
    if (finding instanceof Finding.LockOrderInversion inversion) {
      List<Frame> frames = inversion.inversion().orders().get(0).frames();
      return frames.isEmpty() ? null : frames.get(0);
    }
    List<Waiter> waiters = finding.waiters();
    return waiters.isEmpty() ? null : waiters.get(0).culprit();
  }

  private static String place(Finding finding) {
    Frame culprit = culprit(finding);
    return culprit == null ? "" : Wording.frame(culprit);
  }

  /**
   * Whether two children of one process hang in the same way: the same thread was left behind with
   * the same lock, and the same place needs it.
   */
  static boolean alike(Finding one, Finding other) {
    return one instanceof Finding.ForkInherited a
        && other instanceof Finding.ForkInherited b
        && a.original() == b.original()
        && a.certainty() == b.certainty()
        && a.owner().thread().tid() == b.owner().thread().tid()
        && a.owner().thread().name().equals(b.owner().thread().name())
        && !a.owner().thread().process().equals(b.owner().thread().process())
        && Wording.resource(a.resource()).equals(Wording.resource(b.resource()))
        && place(a).equals(place(b));
  }
}
