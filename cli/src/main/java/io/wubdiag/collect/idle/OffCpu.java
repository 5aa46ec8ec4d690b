package io.wubdiag.collect.idle;

import io.wubdiag.collect.kernel.TaskCounters;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.Finding.Contended;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells which threads have not run since the kernel's facts were taken. A task's counters grow
 * whenever it gets a processor. Two equal readings prove that the task still waits for what it
 * waited for between them. A virtual thread has no counters; it has not run if no carrier thread
 * has run.
 */
public final class OffCpu {
  /**
   * The span between two looks over which a thread must not run, for a lock to count as held long.
   */
  public static final Duration LONG_ENOUGH = Contended.LONG_HELD.plusMillis(10);

  private final KernelFacts before;
  private final long readAt;
  private final Machine machine;

  /**
   * Starts from an earlier reading.
   *
   * @param readAt when it was read, by {@link Machine#nanoTime()}
   */
  public OffCpu(Machine machine, KernelFacts before, long readAt) {
    this.machine = machine;
    this.before = before;
    this.readAt = readAt;
  }

  /** The time since the first reading. */
  Duration span() {
    return Duration.ofNanos(machine.nanoTime() - readAt);
  }

  /**
   * Waits until the span since the first reading is long enough for a lock to count as held long,
   * or until the deadline.
   */
  public void awaitLongSpan(Deadline deadline) {
    long missing =
        Math.min(LONG_ENOUGH.minus(span()).toMillis() + 1, deadline.remaining().toMillis() / 2);
    if (missing > 0) {
      machine.rest(Duration.ofMillis(missing));
    }
  }

  /** The same threads, each with the span over which it did not run. */
  public List<ThreadSnapshot> mark(List<ThreadSnapshot> threads) {
    Duration span = span();
    Map<Long, Task.Counters> after = TaskCounters.read(machine, before);
    Map<Long, Task.Counters> earlier = new HashMap<>();
    boolean carrierEnded = false;
    for (Task task : before.tasks()) {
      if (task.counters() != null) {
        earlier.put(task.tid(), task.counters());
      }
      carrierEnded |= CarrierThreads.mayBeOne(task) && !after.containsKey(task.tid());
    }
    boolean carriersStill = !carrierEnded && new CarrierThreads(threads).stoodStill(earlier, after);
    List<ThreadSnapshot> marked = new ArrayList<>(threads.size());
    for (ThreadSnapshot thread : threads) {
      Task.Counters counters = earlier.get(thread.ref().tid());
      boolean still =
          thread.virtual()
              ? carriersStill
              : counters != null && counters.equals(after.get(thread.ref().tid()));
      marked.add(still ? thread.withStill(span) : thread);
    }
    return marked;
  }
}
