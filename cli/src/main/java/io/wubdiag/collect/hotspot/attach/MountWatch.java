package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.collect.idle.CarrierThreads;
import io.wubdiag.collect.kernel.TaskCounters;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Whether virtual threads of a JVM begin to run now and then, so that it must not be asked to list
 * them.
 *
 * <p>A JVM of JDK 25 may crash if a virtual thread begins or ceases to run while that very thread
 * is being listed. It means to forbid that meanwhile ({@code
 * ThreadSnapshotFactory::get_thread_snapshot} in {@code services/threadService.cpp}), which only
 * works if an agent was loaded that wants to know of virtual threads: JDK-8364343, mended in JDK
 * 26. Up to JDK 24 the JDK suspends each thread for that, in Java. So it is asked only if no
 * carrier has run for a while, or none has begun to carry another thread. What is left is the
 * chance that one does so for the first time in the few microseconds that its thread takes.
 */
final class MountWatch {
  private static final int CONCERNED = 25;

  /** As long nothing may have begun to run. */
  static final Duration SPAN = Duration.ofMillis(200);

  private static final int MOST_SPANS = 3;

  private final Machine machine;
  private final KernelFacts process;
  private final Supplier<OptionalLong> mounts;
  private Map<Long, Task.Counters> counters = new HashMap<>();
  private OptionalLong mounted = OptionalLong.empty();
  private long lookedAt;
  private boolean everBusy;

  /**
   * Begins with what the kernel told of the process.
   *
   * @param mounts a number that is another one after a carrier has begun to carry a thread; empty
   *     if that can't be told
   */
  MountWatch(Machine machine, KernelFacts process, Supplier<OptionalLong> mounts) {
    this.machine = machine;
    this.lookedAt = machine.nanoTime();
    this.process = process;
    this.mounts = mounts;
    for (Task task : process.tasks()) {
      if (task.counters() != null) {
        counters.put(task.tid(), task.counters());
      }
    }
  }

  /** Whether that JVM is one that may crash. */
  static boolean concerns(ThreadPrint print) {
    return print.major() == CONCERNED;
  }

  /**
   * Whether no virtual thread has begun to run for a while. Waits for such a while, not for long;
   * once there was none, there is none any more.
   */
  boolean atRest(List<ThreadSnapshot> threads, Deadline deadline) {
    CarrierThreads carriers = new CarrierThreads(threads);
    for (int i = 0; i < MOST_SPANS && !everBusy; i++) {
      long missing = SPAN.toNanos() - (machine.nanoTime() - lookedAt);
      if (missing > 0) {
        if (deadline.remaining().toNanos() < missing) {
          return false;
        }
        machine.rest(Duration.ofNanos(missing));
      }
      if (look(carriers)) {
        return true;
      }
    }
    everBusy = true;
    return false;
  }

  private boolean look(CarrierThreads carriers) {
    Map<Long, Task.Counters> before = counters;
    OptionalLong mountedBefore = mounted;
    counters = TaskCounters.read(machine, process);
    mounted = mounts.get();
    lookedAt = machine.nanoTime();
    return mounted.isPresent() && mounted.equals(mountedBefore)
        || carriers.stoodStill(before, counters);
  }
}
