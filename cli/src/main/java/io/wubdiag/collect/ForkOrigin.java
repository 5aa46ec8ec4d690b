package io.wubdiag.collect;

import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.memory.ListedThread;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells a JVM that was made by {@code fork(2)} without {@code exec}: its memory lists the threads
 * of the process that was forked, and its reference handler, which every JVM starts and none ends,
 * has no task.
 */
final class ForkOrigin {
  private static final String NEVER_ENDS = "Reference Handler";

  private ForkOrigin() {}

  /** That this JVM is a forked copy, null if it is not. */
  static @Nullable Fork of(KernelFacts kernel, List<ListedThread> listed, ProcessTable table) {
    boolean forked = false;
    for (ListedThread thread : listed) {
      forked |= thread.name().equals(NEVER_ENDS) && !hasTask(kernel, thread);
    }
    if (!forked) {
      return null;
    }
    ThreadRef survivor = null;
    List<String> missing = new ArrayList<>();
    for (ListedThread thread : listed) {
      Task task = taskOf(kernel, thread);
      if (task == null) {
        missing.add(thread.name());
      } else if (survivor == null) {
        survivor = new ThreadRef(kernel.pid(), thread.name(), task.tid(), thread.javaId());
      }
    }
    return new Fork(original(kernel, listed, table), survivor, missing);
  }

  /**
   * The task that runs this thread: the one of its id or, for the survivor of a fork, the one on
   * its stack. Null for a ghost.
   */
  static @Nullable Task taskOf(KernelFacts kernel, ListedThread thread) {
    for (Task task : kernel.tasks()) {
      if (task.namespaceTid() == thread.namespaceTid() || thread.isStackOf(task)) {
        return task;
      }
    }
    return null;
  }

  private static boolean hasTask(KernelFacts kernel, ListedThread thread) {
    return taskOf(kernel, thread) != null;
  }

  /** The process in which the ghosts' twins live, by the ids that the ghosts have kept. */
  private static long original(KernelFacts kernel, List<ListedThread> listed, ProcessTable table) {
    for (ListedThread thread : listed) {
      OptionalLong leader = table.leaderOf(thread.namespaceTid());
      if (leader.isPresent() && leader.getAsLong() != kernel.pid()) {
        return leader.getAsLong();
      }
    }
    return 0;
  }
}
