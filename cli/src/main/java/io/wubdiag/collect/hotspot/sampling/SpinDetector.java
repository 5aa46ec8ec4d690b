package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import java.util.List;
import java.util.Map;

/** One kind of spinning thread, for {@link SpinSampler} to watch. */
interface SpinDetector {
  /** The threads of a dump that may spin so; none if there can be none. */
  List<SpinSuspect> suspects(ThreadDump dump);

  /** Whether a suspect still looks like one in a later dump. */
  boolean isSeen(SpinSuspect suspect, Map<Long, ThreadSnapshot> threads, int looks);

  /** Notes what another look shows of the suspects that are left. */
  void look(List<SpinSuspect> suspects, int looks);

  /** Whether all suspects must spin, or none does. */
  boolean allOrNone();

  /** Takes away the suspects that the looks do not confirm, between these counters. */
  void judge(
      List<SpinSuspect> suspects, Map<Long, Task.Counters> before, Map<Long, Task.Counters> after);
}
