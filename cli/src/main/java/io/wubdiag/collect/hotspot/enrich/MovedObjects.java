package io.wubdiag.collect.hotspot.enrich;

import io.wubdiag.collect.hotspot.dump.DumpStep;
import io.wubdiag.collect.hotspot.dump.JvmReading;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.Source;
import java.time.Duration;

/** Records that objects were missed because the collector had moved them. */
public final class MovedObjects implements DumpStep {
  private final HotSpotMemory memory;

  public MovedObjects(HotSpotMemory memory) {
    this.memory = memory;
  }

  @Override
  public void complete(JvmReading reading) {
    if (memory.missedMovedObjects()) {
      String reason = "ZGC moved objects; their new addresses are unknown";
      reading.note(new Attempt(Source.MEMORY, Outcome.UNSUPPORTED, reason, Duration.ZERO));
    }
  }
}
