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
 * Watches whether virtual threads of a JVM begin to run. A JVM with such threads must not be asked
 * to list them.
 *
 * <p>A JVM of JDK 25 may crash if a virtual thread starts or stops running while it is being
 * listed. The JVM is meant to forbid this meanwhile ({@code
 * ThreadSnapshotFactory::get_thread_snapshot} in {@code services/threadService.cpp}). The ban only
 * works if an agent was loaded that watches virtual threads: JDK-8364343, fixed in JDK 26. Up to
 * JDK 24 the JDK suspends each thread for that, in Java. So the JVM is asked only if no carrier has
 * run for a while, or none has begun to carry another thread. A small risk remains: a thread may
 * start to run for the first time in the few microseconds in which it is listed.
 */
final class MountWatch {
  private static final int CONCERNED = 25;

  /** The span in which no virtual thread may have begun to run. */
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
   * Starts from the kernel's facts of the process.
   *
   * @param mounts a number that changes when a carrier begins to carry a thread; empty if it is
   *     unknown
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

  /** Whether this JVM may crash. */
  static boolean concerns(ThreadPrint print) {
    return print.major() == CONCERNED;
  }

  /**
   * Whether no virtual thread has begun to run for a while. Waits a short time for such a while.
   * After one false answer all later answers are false.
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
