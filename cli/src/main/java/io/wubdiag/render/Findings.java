package io.wubdiag.render;

import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Frame;
import java.util.ArrayList;
import java.util.List;

/** What all kinds of findings have in common, as far as they have it. */
final class Findings {
  private Findings() {}

  /** All processes that it speaks of. */
  static List<Long> pids(Finding finding) {
    List<Long> pids = new ArrayList<>();
    pids.add(finding.pid());
    if (finding instanceof Finding.ForkInherited inherited) {
      pids.add(inherited.original());
    }
    for (WaitEdge edge : finding.chain()) {
      pids.add(edge.waiter().thread().ref().pid());
      pids.add(edge.owner().thread().pid());
    }
    return pids;
  }

  private static String place(Finding finding) {
    Frame culprit = finding.culprit();
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
        && a.owner().thread().pid() != b.owner().thread().pid()
        && Wording.resource(a.resource()).equals(Wording.resource(b.resource()))
        && place(a).equals(place(b));
  }
}
