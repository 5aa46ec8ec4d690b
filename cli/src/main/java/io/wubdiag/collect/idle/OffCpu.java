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
 * Tells which threads have not run at all since the kernel's facts were taken: a task's counters
 * grow whenever it is given a processor, so two equal readings prove that whatever it waited for in
 * between, it still waits for. A virtual thread has no counters; it has not run if none has that
 * could have carried it.
 */
public final class OffCpu {
  /** Over which span two looks must find a thread still, for a lock to count as held long. */
  public static final Duration LONG_ENOUGH = Contended.LONG_HELD.plusMillis(10);

  private final KernelFacts before;
  private final long readAt;
  private final Machine machine;

  /**
   * Begins with what was read already.
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
   * Waits until so much time has passed since the first reading that a lock may count as held long,
   * or the deadline.
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
