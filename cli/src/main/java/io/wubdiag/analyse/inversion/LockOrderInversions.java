package io.wubdiag.analyse.inversion;

import io.wubdiag.analyse.detect.Detector;
import io.wubdiag.analyse.detect.Explained;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Fact;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.Deadlock;
import io.wubdiag.model.Finding.LockOrderInversion;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Inversion;
import io.wubdiag.model.LockOrder;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Orders of locks that contradict each other: found by the agents, and reported as they are, unless
 * threads are deadlocked by them already.
 */
public final class LockOrderInversions implements Detector {
  /** A call site in the code of a process. */
  private record Place(ProcessIdentity process, String site) {}

  private final ProcessTreeSnapshot snapshot;

  public LockOrderInversions(ProcessTreeSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** One finding for each inversion. */
  @Override
  public List<LockOrderInversion> find(Explained explained) {
    Set<Place> stuck = stuckIn(explained.findings());
    List<LockOrderInversion> found = new ArrayList<>();
    for (ProcessCapture process : snapshot.processes()) {
      if (process instanceof CapturedJvm jvm) {
        for (Inversion inversion : jvm.jvm().inversions()) {
          if (hasHappened(inversion, jvm.kernel().identity(), stuck)) {
            continue;
          }
          found.add(
              new LockOrderInversion(
                  jvm.pid(), inversion, Certainty.INFERRED, evidence(inversion)));
        }
      }
    }
    return found;
  }

  /** Where threads are stuck in deadlocks. */
  private static Set<Place> stuckIn(List<Finding> found) {
    Set<Place> places = new HashSet<>();
    for (Finding finding : found) {
      if (finding instanceof Deadlock deadlock) {
        for (WaitEdge edge : deadlock.cycle()) {
          Frame culprit = edge.waiter().culprit();
          if (culprit != null) {
            places.add(new Place(edge.waiter().thread().ref().process(), site(culprit)));
          }
        }
      }
    }
    return places;
  }

  /** As the agent puts it. */
  private static String site(Frame frame) {
    String file = frame.file() == null ? "Unknown Source" : frame.file();
    String line = frame.line() > 0 ? ":" + frame.line() : "";
    return frame.className() + "." + frame.method() + "(" + file + line + ")";
  }

  private static boolean hasHappened(
      Inversion inversion, ProcessIdentity process, Set<Place> stuck) {
    for (LockOrder order : inversion.orders()) {
      if (!stuck.contains(new Place(process, order.taken().site()))) {
        return false;
      }
    }
    return true;
  }

  private static List<Evidence> evidence(Inversion inversion) {
    List<Evidence> evidence = new ArrayList<>();
    for (LockOrder order : inversion.orders()) {
      evidence.add(new Evidence(new Fact.OrderSeen(order), Source.AGENT, null));
    }
    evidence.add(new Evidence(new Fact.OrdersCanMeet(), Source.AGENT, null));
    return evidence;
  }
}
