package io.wubdiag.collect.hotspot.serviceability;

import io.wubdiag.collect.hotspot.serviceability.HelperReport.ReportedThread;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Maps the threads listed in a process' memory to the process' tasks.
 *
 * <p>A forked process' memory is a copy. It lists every thread of the original process, each under
 * the id of its task there. Only the forking thread exists here too, under another id; its task's
 * stack pointer lies on this thread's stack. The others are ghosts.
 */
final class ThreadTasks {
  private final Map<Long, Task> tasks = new HashMap<>();
  private final boolean forked;
  private final boolean placed;

  ThreadTasks(KernelFacts process, HelperReport report) {
    // Every JVM has a VM thread, from before its first Java thread is listed; its forked copy has
    // none.
    forked = !process.hasTaskNamed("VM Thread");
    Map<Long, Task> unclaimed = new HashMap<>();
    for (Task task : process.tasks()) {
      unclaimed.put(task.namespaceTid(), task);
    }
    for (ReportedThread thread : report.threads()) {
      Task task = unclaimed.remove(thread.task());
      if (task != null) {
        tasks.put(thread.address(), task);
      }
    }
    boolean allPlaced = true;
    for (Task task : unclaimed.values()) {
      long stackPointer = stackPointer(task, report);
      allPlaced &= stackPointer != 0;
      for (ReportedThread thread : report.threads()) {
        if (thread.hasOnStack(stackPointer)) {
          tasks.putIfAbsent(thread.address(), task);
        }
      }
    }
    placed = allPlaced;
  }

  /** The task's stack pointer; 0 if it could not be read. */
  private static long stackPointer(Task task, HelperReport report) {
    Long now = report.stackPointers().get(task.tid());
    if (now != null) {
      return now;
    }
    SystemCall call = task.systemCall();
    return call == null ? 0 : call.stackPointer();
  }

  /**
   * The thread's task. Null for a ghost, and for a thread that started or ended while we looked.
   */
  @Nullable Task of(ReportedThread thread) {
    return tasks.get(thread.address());
  }

  /**
   * Whether the thread is a ghost. No thread is, as long as a task could belong to any of the
   * threads.
   */
  boolean isGhost(ReportedThread thread) {
    return forked && placed && !tasks.containsKey(thread.address());
  }

  boolean processWasForked() {
    return forked;
  }
}
