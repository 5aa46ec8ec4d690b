package io.wubdiag.collect;

import io.wubdiag.collect.hotspot.approach.OpenedJvm;
import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.Workers;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Source;
import io.wubdiag.model.SurveyedProcess;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Lists the JVMs in process trees, and how each of them can be asked. Looks from outside only and
 * disturbs no process.
 */
public final class Survey {
  private final ProcessTable table;
  private final Deadline deadline;
  private final Machine machine;
  private final KernelFactsReader kernel;

  public Survey(ProcessTable table, Deadline deadline) {
    this.machine = table.machine();
    this.kernel = new KernelFactsReader(machine);
    this.table = table;
    this.deadline = deadline;
  }

  /**
   * The JVMs among these processes and their descendants, in the same order. A JVM that does not
   * answer in time is left out.
   */
  public List<SurveyedProcess> jvmTrees(Collection<ListedProcess> processes) {
    List<Callable<@Nullable SurveyedProcess>> questions = new ArrayList<>();
    for (ListedProcess process : processes) {
      questions.add(() -> look(process));
    }
    List<SurveyedProcess> found = new ArrayList<>();
    Set<Long> belonging = new HashSet<>();
    try (Workers workers = new Workers(8)) {
      for (SurveyedProcess process : workers.runAll(questions, deadline)) {
        if (process != null
            && (process.jvm() != null || belonging.contains(process.kernel().parentPid()))) {
          belonging.add(process.kernel().pid());
          found.add(process);
        }
      }
    }
    return found;
  }

  private @Nullable SurveyedProcess look(ListedProcess process) {
    KernelFacts facts = kernel.read(process, deadline).value();
    if (facts == null) {
      return null;
    }
    if (facts.libjvm() == null) {
      return new SurveyedProcess(
          facts, null, Source.KERNEL, "it is not a JVM", facts.tasks().size());
    }
    Machine line = machine.line("jvm " + facts.pid());
    try (OpenedJvm jvm = OpenedJvm.open(line, facts, table, deadline.by(line))) {
      String choice = jvm.choice().reason();
      boolean unread = jvm.memory() == null && choice.isEmpty();
      return new SurveyedProcess(
          facts,
          jvm.facts(),
          jvm.choice().best(),
          unread ? jvm.attempt().reason() : choice,
          jvm.listed().isEmpty() ? facts.tasks().size() : jvm.listed().size());
    }
  }
}
