package io.wubdiag.collect.kernel;

import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Task;
import java.util.HashMap;
import java.util.Map;

/** Reads how much the tasks of a process have run. */
public final class TaskCounters {
  private TaskCounters() {}

  /**
   * The counters by tid, as in {@link Task#tid()}. A task whose counters equal those in {@code
   * facts} has not run since. Ended tasks and tasks without counters are missing. If the process
   * has ended, all are missing.
   */
  public static Map<Long, Task.Counters> read(Machine machine, KernelFacts facts) {
    ProcFile file = new ProcFile(machine);
    String tasks = "/proc/" + facts.pid() + "/task/";
    Map<Long, Task.Counters> counters = new HashMap<>(2 * facts.tasks().size());
    TaskFiles files = new TaskFiles(machine, file);
    for (Task task : facts.tasks()) {
      Task.Counters now = files.counters(tasks + task.tid());
      if (now != null) {
        counters.put(task.tid(), now);
      }
    }
    StatLine stat = StatLine.of(machine, facts.pid());
    return stat == null || stat.startTicks() != facts.identity().startTicks() ? Map.of() : counters;
  }
}
