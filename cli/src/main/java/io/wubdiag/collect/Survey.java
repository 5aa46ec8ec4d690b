package io.wubdiag.collect;

import io.wubdiag.collect.hotspot.approach.ForkOrigin;
import io.wubdiag.collect.hotspot.approach.JvmDescription;
import io.wubdiag.collect.hotspot.approach.SourceChoice;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Workers;
import io.wubdiag.model.JvmFacts;
import io.wubdiag.model.JvmFacts.Fork;
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
 * Looks at processes from outside, disturbing none, and tells which are JVMs and how each of those
 * could be asked.
 */
public final class Survey {
  private final ProcessTable table;
  private final Deadline deadline;
  private final KernelFactsReader kernel = new KernelFactsReader();

  public Survey(ProcessTable table, Deadline deadline) {
    this.table = table;
    this.deadline = deadline;
  }

  /**
   * The JVMs among these processes and all that descends from them, in the same order. One that
   * does not answer in time is left out.
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
      return new SurveyedProcess(facts, null, Source.KERNEL, "it is no JVM", facts.tasks().size());
    }
    Answer<HotSpotMemory> opened = HotSpotMemory.open(facts, deadline);
    try (HotSpotMemory memory = opened.value()) {
      List<ListedThread> listed = memory == null ? List.of() : memory.threads();
      Fork fork = ForkOrigin.of(facts, listed, table);
      SourceChoice approach =
          SourceChoice.of(facts, fork, memory != null && memory.vm().attachDisabled());
      String reason =
          memory == null && approach.reason().isEmpty()
              ? opened.attempt().reason()
              : approach.reason();
      JvmFacts jvm = JvmDescription.of(facts, memory, fork);
      return new SurveyedProcess(
          facts,
          jvm,
          approach.best(),
          reason,
          listed.isEmpty() ? facts.tasks().size() : listed.size());
    }
  }
}
