package io.wubdiag.collect.idle;

import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The carrier threads of a JVM. While none of them runs, no virtual thread runs. */
public final class CarrierThreads {
  /**
   * The prefix of the names that {@code VirtualThread.createDefaultForkJoinPoolScheduler} gives.
   */
  private static final String PREFIX = "ForkJoinPool-";

  private static final String INFIX = "-worker-";

  private final List<Long> tids = new ArrayList<>();

  /**
   * The carrier threads among these threads, by name. Other threads with such a name may be
   * included.
   */
  public CarrierThreads(List<ThreadSnapshot> threads) {
    for (ThreadSnapshot thread : threads) {
      String name = thread.ref().name();
      if (!thread.virtual() && name.startsWith(PREFIX) && name.contains(INFIX)) {
        tids.add(thread.ref().tid());
      }
    }
  }

  /**
   * Whether no carrier ran between two readings of the tasks' counters. The earlier reading has all
   * carriers.
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

  /**
   * Whether a task may be a carrier, by the first 15 characters of its name. The kernel keeps no
   * more.
   */
  static boolean mayBeOne(Task task) {
    return task.name().startsWith(PREFIX);
  }
}
