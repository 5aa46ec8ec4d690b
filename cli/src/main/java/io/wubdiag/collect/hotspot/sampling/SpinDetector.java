package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import java.util.List;
import java.util.Map;

/** A detector of one kind of spinning thread, which {@link SpinSampler} drives. */
interface SpinDetector {
  /** The threads of a dump that may spin this way; empty if there can be none. */
  List<SpinSuspect> suspects(ThreadDump dump);

  /** Whether a later dump still shows the suspect. */
  boolean isSeen(SpinSuspect suspect, Map<Long, ThreadSnapshot> threads, int looks);

  /** Notes what another look shows of the remaining suspects. */
  void look(List<SpinSuspect> suspects, int looks);

  /** Whether either all suspects spin or none does. */
  boolean allOrNone();

  /** Removes the suspects that the looks do not confirm, between these counters. */
  void judge(
      List<SpinSuspect> suspects, Map<Long, Task.Counters> before, Map<Long, Task.Counters> after);
}
