package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.collect.hotspot.dump.DumpStep;
import io.wubdiag.collect.hotspot.dump.JvmReading;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Spin;
import io.wubdiag.model.ThreadSnapshot;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds spinning threads: threads that run without progress. A first look tells whether there can
 * be one. Only then more looks follow, and all must agree.
 */
public final class Spins implements DumpStep {
  private static final int MOST_ATTEMPTS = 4;

  private final Machine machine;
  private final KernelFacts kernel;
  private final HotSpotMemory memory;
  private final Supplier<@Nullable ThreadDump> print;
  private final SpinSampler sampler;

  /**
   * @param print dumps the threads again, without the owners of locks; null if that failed
   */
  public Spins(
      Machine machine,
      KernelFacts kernel,
      HotSpotMemory memory,
      Supplier<@Nullable ThreadDump> print,
      Deadline deadline) {
    this.machine = machine;
    this.kernel = kernel;
    this.memory = memory;
    this.print = print;
    sampler = new SpinSampler(machine, kernel, print, deadline);
  }

  @Override
  public void complete(JvmReading reading) {
    reading.put(reading.facts().withSpins(find(reading.dump())));
  }

  private List<Spin> find(ThreadDump dump) {
    List<SpinDetector> detectors =
        List.of(
            new CorruptMaps(machine, memory, print),
            new VainQuestions(machine, kernel, memory, dump));
    ThreadDump now = dump;
    for (int attempt = 1; now != null; attempt++) {
      boolean suspected = false;
      for (SpinDetector detector : detectors) {
        List<SpinSuspect> suspects = suspected ? List.of() : detector.suspects(now);
        suspected |= !suspects.isEmpty();
        List<Spin> found = suspects.isEmpty() ? List.of() : sampler.watch(detector, suspects);
        if (!found.isEmpty()) {
          return found;
        }
      }
      if (!suspected || attempt == MOST_ATTEMPTS) {
        return List.of();
      }
      now = print.get(); // while a method is being compiled, stacks differ
    }
    return List.of();
  }

  /** The same thread in the JVM's own list; null if it is not listed. */
  static @Nullable ListedThread listed(HotSpotMemory memory, ThreadSnapshot thread) {
    for (ListedThread listed : memory.threads()) {
      if (listed.javaId() == thread.ref().javaId()) {
        return listed;
      }
    }
    return null;
  }
}
