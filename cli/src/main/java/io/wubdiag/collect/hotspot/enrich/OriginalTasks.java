package io.wubdiag.collect.hotspot.enrich;

import io.wubdiag.collect.kernel.KnownFacts;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of the process that a fork is a copy of: the twins of its ghosts. Read on first use.
 */
final class OriginalTasks {
  private final long original;
  private final KnownFacts processes;
  private @Nullable List<Task> tasks;

  /**
   * The tasks of this process.
   *
   * @param original its pid, 0 for none
   */
  OriginalTasks(long original, KnownFacts processes) {
    this.original = original;
    this.processes = processes;
  }

  /** The tasks' ids, as their process numbers them. */
  List<Long> tids() {
    List<Long> tids = new ArrayList<>();
    for (Task task : tasks()) {
      tids.add(task.namespaceTid());
    }
    return tids;
  }

  /** The id of the task with this name, 0 if absent. */
  long tidOf(String name) {
    for (Task task : tasks()) {
      if (task.name().equals(name)) {
        return task.tid();
      }
    }
    return 0;
  }

  /** The name of the task with this id. */
  String nameOf(long tid) {
    for (Task task : tasks()) {
      if (task.tid() == tid) {
        return task.name();
      }
    }
    return "a thread that has ended";
  }

  private List<Task> tasks() {
    List<Task> known = tasks;
    if (known == null) {
      KernelFacts facts = original == 0 ? null : processes.of(original);
      known = facts == null ? List.of() : facts.tasks();
      tasks = known;
    }
    return known;
  }
}
