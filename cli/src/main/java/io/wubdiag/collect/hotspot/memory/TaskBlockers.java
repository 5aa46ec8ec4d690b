package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.ObjectReader;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the park blockers of threads that wait for a task: the task itself, what it runs, or the
 * waiters of the future that it completes. Uses the fields of JDK 17 and 25: {@code FutureTask},
 * {@code ForkJoinTask} and its wrappers of a {@code Runnable}, {@code CompletableFuture}.
 */
final class TaskBlockers {
  static final String FORK_JOIN_TASK = "java.util.concurrent.ForkJoinTask";

  private static final String FUTURE_TASK = "java.util.concurrent.FutureTask";
  private static final String EXECUTE = FORK_JOIN_TASK.concat("$RunnableExecuteAction");
  private static final String ADAPTED = FORK_JOIN_TASK.concat("$AdaptedRunnableAction");
  private static final String COMPLETABLE = "java.util.concurrent.CompletableFuture";
  private static final String COMPLETION = COMPLETABLE.concat("$Completion");
  private static final String SIGNALLER = COMPLETABLE.concat("$Signaller");

  private static final int MOST_COMPLETIONS = 1_000;

  private final ObjectReader objects;

  TaskBlockers(ObjectReader objects) {
    this.objects = objects;
  }

  /** The objects on which threads may be parked until one of these tasks has run. */
  Set<Long> of(List<Long> tasks) throws UnreadableMemory {
    Set<Long> blockers = new HashSet<>();
    for (long task : tasks) {
      if (task != 0) {
        add(blockers, task);
      }
    }
    return blockers;
  }

  private void add(Set<Long> blockers, long task) throws UnreadableMemory {
    if (objects.isA(task, FUTURE_TASK)) {
      blockers.add(task);
      return;
    }
    String className = objects.classOf(task).name();
    if (className.equals(EXECUTE) || className.equals(ADAPTED)) {
      long runnable = objects.reference(task, className, "runnable");
      if (runnable != 0) {
        blockers.add(runnable); // such as a virtual thread's continuation
        add(blockers, runnable);
      }
    }
    if (objects.isA(task, FORK_JOIN_TASK)) {
      blockers.add(task);
    }
    if (className.equals(COMPLETABLE.concat("$AsyncSupply"))
        || className.equals(COMPLETABLE.concat("$AsyncRun"))) {
      addSignallers(blockers, objects.reference(task, className, "dep"));
    }
  }

  /** Adds the waiters of a future; none if it may be completed in another way. */
  private void addSignallers(Set<Long> blockers, long future) throws UnreadableMemory {
    long completion = future == 0 ? 0 : objects.reference(future, COMPLETABLE, "stack");
    Set<Long> signallers = new HashSet<>();
    for (int i = 0; completion != 0 && i < MOST_COMPLETIONS; i++) {
      if (objects.isA(completion, SIGNALLER)) {
        signallers.add(completion);
      } else if (objects.isA(completion, COMPLETABLE.concat("$UniWhenComplete"))) {
        return; // such as by orTimeout(), which ends the wait from elsewhere
      }
      completion = objects.reference(completion, COMPLETION, "next");
    }
    blockers.addAll(signallers);
  }
}
