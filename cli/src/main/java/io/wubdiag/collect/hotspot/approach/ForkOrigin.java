package io.wubdiag.collect.hotspot.approach;

import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a JVM that was made by {@code fork(2)} without {@code exec}. Its memory lists the
 * threads of the original process. Its reference handler has no task, although every JVM starts
 * that thread and never ends it.
 */
public final class ForkOrigin {
  private static final String NEVER_ENDS = "Reference Handler";

  private ForkOrigin() {}

  /** The fork that made this JVM, null if it is not a forked copy. */
  public static @Nullable Fork of(
      KernelFacts kernel, List<ListedThread> listed, ProcessTable table) {
    ListedThread left = null;
    for (ListedThread thread : listed) {
      if (thread.name().equals(NEVER_ENDS) && taskOf(kernel, thread) == null) {
        left = thread;
      }
    }
    if (left == null) {
      return null;
    }
    ThreadRef survivor = null;
    List<String> missing = new ArrayList<>();
    for (ListedThread thread : listed) {
      Task task = taskOf(kernel, thread);
      if (task == null) {
        missing.add(thread.name());
      } else if (survivor == null) {
        survivor = new ThreadRef(kernel.identity(), thread.name(), task.tid(), thread.javaId());
      }
    }
    return new Fork(original(kernel, left.namespaceTid(), table), survivor, missing);
  }

  /**
   * The task of this thread: the task with its id or, for the survivor of a fork, the task on its
   * stack. Null for a ghost.
   */
  public static @Nullable Task taskOf(KernelFacts kernel, ListedThread thread) {
    for (Task task : kernel.tasks()) {
      if (task.namespaceTid() == thread.namespaceTid() || thread.isStackOf(task)) {
        return task;
      }
    }
    return null;
  }

  /**
   * The process of the ghosts' twins, found by the id that a ghost has kept. The id belongs to the
   * pid namespace of the process. In our namespace the original may be anywhere (its child may have
   * another parent by now). In another namespace only the ancestors are searched.
   *
   * @return 0 if it has ended or was not found
   */
  private static long original(KernelFacts kernel, long left, ProcessTable table) {
    if (kernel.pid() != kernel.namespacePid()) {
      return table.ancestorWithThread(kernel.pid(), left);
    }
    long leader = table.leaderOf(left).orElse(0);
    boolean older =
        table
            .find(leader)
            .filter(process -> process.startTicks() <= kernel.identity().startTicks())
            .isPresent();
    return older ? leader : 0; // a younger process has got the id of an ended one
  }
}
