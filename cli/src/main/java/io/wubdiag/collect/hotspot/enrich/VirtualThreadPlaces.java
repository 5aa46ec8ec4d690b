package io.wubdiag.collect.hotspot.enrich;

import io.wubdiag.collect.hotspot.dump.DumpStep;
import io.wubdiag.collect.hotspot.dump.JvmReading;
import io.wubdiag.collect.hotspot.dump.LockWaits;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.model.Frame;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.VirtualThreads;
import java.util.HashMap;
import java.util.Map;

/** Finds out where the virtual threads of a dump are. */
public final class VirtualThreadPlaces implements DumpStep {
  private final KernelFacts kernel;
  private final HotSpotMemory memory;

  public VirtualThreadPlaces(KernelFacts kernel, HotSpotMemory memory) {
    this.kernel = kernel;
    this.memory = memory;
  }

  @Override
  public void complete(JvmReading reading) {
    reading.put(reading.facts().withVirtualThreads(places(reading.dump())));
  }

  private VirtualThreads places(ThreadDump dump) {
    if (!LockWaits.anyVirtual(dump)) {
      return VirtualThreads.NONE;
    }
    Map<Long, Long> mounted = new HashMap<>();
    for (ListedThread thread : memory.threads()) {
      Task task = kernel.taskInNamespace(thread.namespaceTid()).orElse(null);
      if (thread.mountedJavaId() != 0 && task != null) {
        mounted.put(task.tid(), thread.mountedJavaId());
      }
    }
    return new VirtualThreads(mounted, anyPolls(dump) ? memory.polledWrites() : Map.of());
  }

  /** Whether a virtual thread waits at a descriptor. */
  private static boolean anyPolls(ThreadDump dump) {
    for (ThreadSnapshot thread : dump.threads()) {
      if (thread.virtual() && thread.waitsFor() == null) {
        for (Frame frame : thread.frames()) {
          if (frame.className().equals("sun.nio.ch.Poller")) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
