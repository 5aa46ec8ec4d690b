package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.collect.hotspot.dump.DumpStep;
import io.wubdiag.collect.hotspot.dump.JvmReading;
import io.wubdiag.collect.hotspot.dump.LockWaits;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.idle.OffCpu;
import io.wubdiag.model.Source;
import io.wubdiag.model.ThreadSnapshot;
import java.util.List;

/** Adds to a dump the spans over which threads did not run, and whether the JVM is quiescent. */
public final class StandingThreads implements DumpStep {
  private final OffCpu offCpu;

  /**
   * @param offCpu begun when the JVM was first looked at
   */
  public StandingThreads(OffCpu offCpu) {
    this.offCpu = offCpu;
  }

  @Override
  public void complete(JvmReading reading) {
    ThreadDump dump = reading.dump();
    HotSpotMemory memory = reading.memory();
    LockWaits waits = new LockWaits(dump);
    QuiescenceCheck quiescence = new QuiescenceCheck(dump, reading.kernel());
    boolean quiet =
        reading.source() == Source.ATTACH
            && memory != null
            && reading.facts().fork() == null
            && quiescence.possible();
    if (quiet || waits.anyBehindFreeOwner()) {
      offCpu.awaitLongSpan(reading.deadline());
    }
    if (quiet || waits.any()) {
      List<ThreadSnapshot> marked = offCpu.mark(dump.threads());
      reading.complete(
          before -> new ThreadDump(marked, before.resources(), before.paused(), before.version()));
    }
    if (quiet && memory != null) {
      List<ThreadSnapshot> threads = reading.dump().threads();
      reading.put(reading.facts().withStandstill(quiescence.confirm(threads, memory)));
    }
  }
}
