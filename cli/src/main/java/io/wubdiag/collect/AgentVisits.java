package io.wubdiag.collect;

import io.wubdiag.collect.attach.AgentLoading;
import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.memory.HotSpotMemory;
import io.wubdiag.collect.memory.ListedThread;
import io.wubdiag.model.AgentChange;
import io.wubdiag.model.AgentVisit;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Takes the agent into JVMs, all at once, or out of them. */
public final class AgentVisits {
  private static final int AT_ONCE = 8;

  private static final String WARNING =
      "its JDK has written to its standard error that an agent was loaded (JEP 451); started with"
          + " -XX:+EnableDynamicAgentLoading it does not";

  private final ProcessTable table;
  private final Path jar;
  private final Deadline deadline;
  private final KernelFactsReader kernel = new KernelFactsReader();

  /** With the agent of that jar, an absolute path. */
  public AgentVisits(ProcessTable table, Path jar, Deadline deadline) {
    this.table = table;
    this.jar = jar;
    this.deadline = deadline;
  }

  /**
   * Visits the JVMs among these processes, in the same order. A process that has ended, or is no
   * JVM, is left out.
   *
   * @param attach whether to take it in rather than out
   */
  public List<AgentVisit> visit(Collection<ListedProcess> processes, boolean attach) {
    List<Callable<@Nullable KernelFacts>> readings = new ArrayList<>();
    for (ListedProcess process : processes) {
      readings.add(() -> kernel.read(process, deadline).value());
    }
    List<AgentVisit> result = new ArrayList<>();
    try (Workers workers = new Workers(AT_ONCE)) {
      List<KernelFacts> jvms = new ArrayList<>();
      List<Callable<AgentVisit>> visits = new ArrayList<>();
      for (KernelFacts facts : workers.runAll(readings, deadline)) {
        if (facts != null && facts.libjvm() != null) {
          jvms.add(facts);
          visits.add(() -> visit(facts, attach));
        }
      }
      List<@Nullable AgentVisit> visited = workers.runAll(visits, deadline);
      for (int i = 0; i < jvms.size(); i++) {
        AgentVisit visit = visited.get(i);
        result.add(
            visit != null
                ? visit
                : new AgentVisit(jvms.get(i), null, "the time was up; try a longer --timeout"));
      }
    }
    return result;
  }

  private AgentVisit visit(KernelFacts facts, boolean attach) {
    boolean warns = false;
    Answer<HotSpotMemory> opened = HotSpotMemory.open(facts, deadline);
    try (HotSpotMemory memory = opened.value()) {
      List<ListedThread> listed = memory == null ? List.of() : memory.threads();
      Fork fork = ForkOrigin.of(facts, listed, table);
      boolean attachDisabled = memory != null && memory.vm().attachDisabled();
      Approach approach = Approach.of(facts, fork, attachDisabled);
      if (approach.best() != Source.ATTACH) {
        return new AgentVisit(facts, null, approach.reason() + advice(fork, attachDisabled));
      }
      if (memory != null && !memory.vm().agentLoadingEnabled()) {
        return new AgentVisit(facts, null, AgentLoading.loadingDisabledReason(jar));
      }
      warns = memory != null && warns(memory.vm().version(), facts.command());
    }
    AgentLoading loading = new AgentLoading(facts, jar);
    Answer<AgentChange> answer = attach ? loading.attach(deadline) : loading.detach(deadline);
    String reason = answer.attempt().reason();
    return new AgentVisit(facts, answer.value(), reason.isEmpty() && warns ? WARNING : reason);
  }

  /** Whether the JDK complains on the program's standard error, as it does from 21 on. */
  private static boolean warns(String version, List<String> command) {
    int end = 0;
    while (end < version.length() && Character.isDigit(version.charAt(end))) {
      end++;
    }
    return end > 0
        && end < 4
        && Integer.parseInt(version, 0, end, 10) >= 21
        && !command.contains("-XX:+EnableDynamicAgentLoading");
  }

  private String advice(@Nullable Fork fork, boolean attachDisabled) {
    if (fork != null) {
      return "; attach to its parent before it forks, and the agent is in the child as well";
    }
    return attachDisabled ? "; start it without, or with -javaagent:" + jar : "";
  }
}
