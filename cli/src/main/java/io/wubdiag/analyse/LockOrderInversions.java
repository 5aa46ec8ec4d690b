package io.wubdiag.analyse;

import io.wubdiag.model.Certainty;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Finding.LockOrderInversion;
import io.wubdiag.model.Inversion;
import io.wubdiag.model.LockOrder;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Source;
import java.util.ArrayList;
import java.util.List;

/** Orders of locks that contradict each other: found by the agents, and reported as they are. */
final class LockOrderInversions {
  private LockOrderInversions() {}

  static List<LockOrderInversion> of(ProcessTreeSnapshot snapshot) {
    List<LockOrderInversion> found = new ArrayList<>();
    for (ProcessCapture process : snapshot.processes()) {
      if (process instanceof CapturedJvm jvm) {
        for (Inversion inversion : jvm.jvm().inversions()) {
          found.add(
              new LockOrderInversion(
                  jvm.pid(), inversion, Certainty.INFERRED, evidence(inversion)));
        }
      }
    }
    return found;
  }

  private static List<Evidence> evidence(Inversion inversion) {
    List<Evidence> evidence = new ArrayList<>();
    for (LockOrder order : inversion.orders()) {
      String statement =
          "thread \""
              + order.thread()
              + "\" was seen to take the lock of "
              + order.taken().site()
              + " while it held that of "
              + order.held().site();
      evidence.add(new Evidence(statement, Source.AGENT, null));
    }
    evidence.add(
        new Evidence(
            "they are different threads, none of these orders came before another by the start or"
                + " the end of a thread, and no lock was held in all of them",
            Source.AGENT,
            null));
    return evidence;
  }
}
