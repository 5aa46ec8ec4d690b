package io.wubdiag.collect.idle;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.tree.Captures;
import io.wubdiag.collect.tree.TreeStep;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks a second time at tasks in uninterruptible sleep. A disk read ends at once; a read from a
 * lost file server does not.
 */
public final class UninterruptibleTasks implements TreeStep {
  private final Machine machine;
  private final Deadline deadline;

  public UninterruptibleTasks(Machine machine, Deadline deadline) {
    this.machine = machine;
    this.deadline = deadline;
  }

  @Override
  public void complete(Captures tree) {
    Map<Long, ProcessCapture> captures = tree.byPid();
    Map<Long, OffCpu> asleep = new HashMap<>();
    for (ProcessCapture capture : captures.values()) {
      KernelFacts facts = capture.kernelFacts();
      if (facts == null || facts.kernelThread()) {
        continue;
      }
      Set<Long> sleepers = sleepers(facts);
      OffCpu offCpu = new OffCpu(machine, facts, tree.begun());
      if (!sleepers.isEmpty() && anyStill(sleepers, offCpu.mark(capture.threadsSeen()))) {
        asleep.put(facts.pid(), offCpu);
      }
    }
    asleep.forEach(
        (pid, offCpu) -> {
          offCpu.awaitLongSpan(deadline);
          captures.computeIfPresent(
              pid,
              (same, capture) ->
                  capture.with(offCpu.mark(capture.threadsSeen()), capture.resourcesSeen()));
        });
  }

  private static Set<Long> sleepers(KernelFacts facts) {
    Set<Long> tids = new HashSet<>();
    for (Task task : facts.tasks()) {
      if (task.state() == ProcessState.DISK_SLEEP) {
        tids.add(task.tid());
      }
    }
    return tids;
  }

  private static boolean anyStill(Set<Long> tids, List<ThreadSnapshot> threads) {
    for (ThreadSnapshot thread : threads) {
      if (tids.contains(thread.ref().tid()) && !thread.still().isZero()) {
        return true;
      }
    }
    return false;
  }
}
