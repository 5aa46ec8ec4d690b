package io.wubdiag.collect.idle;

import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The threads of a JVM that carry its virtual ones. As long as none of them runs, no virtual thread
 * does.
 */
public final class CarrierThreads {
  /** As {@code VirtualThread.createDefaultForkJoinPoolScheduler} has them named. */
  private static final String PREFIX = "ForkJoinPool-";

  private static final String INFIX = "-worker-";

  private final List<Long> tids = new ArrayList<>();

  /** Those among these threads; some that only have such a name may be among them. */
  public CarrierThreads(List<ThreadSnapshot> threads) {
    for (ThreadSnapshot thread : threads) {
      String name = thread.ref().name();
      if (!thread.virtual() && name.startsWith(PREFIX) && name.contains(INFIX)) {
        tids.add(thread.ref().tid());
      }
    }
  }

  /**
   * Whether none of them has run between two readings of the tasks' counters, of which the earlier
   * one has them all.
   */
  public boolean stoodStill(Map<Long, Task.Counters> before, Map<Long, Task.Counters> after) {
    for (long tid : tids) {
      Task.Counters counters = before.get(tid);
      if (counters == null || !counters.equals(after.get(tid))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a task may be one, by the first 15 characters of its name, which are all it has. */
  static boolean mayBeOne(Task task) {
    return task.name().startsWith(PREFIX);
  }
}
