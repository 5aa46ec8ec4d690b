package io.wubdiag.collect.hotspot.approach;

import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a JVM can't be spoken to, known before it is. */
public final class AttachObstacle {
  private AttachObstacle() {}

  /** In words; null if there is none. */
  public static @Nullable String of(KernelFacts jvm, ProcessTable table, Deadline deadline) {
    Answer<HotSpotMemory> opened = HotSpotMemory.open(jvm, deadline);
    try (HotSpotMemory memory = opened.value()) {
      List<ListedThread> listed = memory == null ? List.of() : memory.threads();
      Fork fork = ForkOrigin.of(jvm, listed, table);
      SourceChoice approach =
          SourceChoice.of(jvm, fork, memory != null && memory.vm().attachDisabled());
      return approach.best() == Source.ATTACH ? null : approach.reason();
    }
  }
}
