package io.wubdiag.instrument;

import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Workers;
import io.wubdiag.model.AgentErrand;
import io.wubdiag.model.AgentVisit;
import io.wubdiag.model.KernelFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Loads the agent into several JVMs at once, or removes it. */
public final class AgentVisits {
  private static final int AT_ONCE = 8;

  private final ProcessTable table;
  private final Path jar;
  private final Deadline deadline;
  private final KernelFactsReader kernel;

  /** Works with the agent of this jar, an absolute path. */
  public AgentVisits(ProcessTable table, Path jar, Deadline deadline) {
    this.table = table;
    this.kernel = new KernelFactsReader(table.machine());
    this.jar = jar;
    this.deadline = deadline;
  }

  /**
   * Visits the JVMs among these processes, in the same order. Ended processes and processes that
   * are not JVMs are left out.
   *
   * @param attach whether to load the agent rather than remove it
   */
  public List<AgentVisit> visit(Collection<ListedProcess> processes, boolean attach) {
    return visit(processes, attach ? AgentErrand.ATTACH : AgentErrand.DETACH);
  }

  /** Visits the JVMs among these processes on any errand. */
  public List<AgentVisit> visit(Collection<ListedProcess> processes, AgentErrand errand) {
    AgentVisitor visitor = new AgentVisitor(table.machine(), jar, errand);
    List<Callable<@Nullable KernelFacts>> readings = new ArrayList<>();
    for (ListedProcess process : processes) {
      readings.add(() -> kernel.read(process, deadline).value());
    }
    List<AgentVisit> result = new ArrayList<>();
    try (Workers workers = new Workers(AT_ONCE)) {
      List<KernelFacts> jvms = new ArrayList<>();
      List<Callable<AgentVisit>> visits = new ArrayList<>();
      for (KernelFacts facts : workers.runAll(readings, deadline)) {
        if (facts != null && AgentVisitor.concerns(facts)) {
          jvms.add(facts);
          visits.add(() -> visitor.visit(facts, table, deadline));
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
}
