package io.wubdiag;

import io.wubdiag.analyse.Analyser;
import io.wubdiag.analyse.Analysis;
import io.wubdiag.analyse.inversion.Baseline;
import io.wubdiag.collect.TreeCollector;
import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.ExitCode;
import io.wubdiag.model.Finding;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Says why processes hang: what {@code wubdiag dump} does, for a program that has the answer
 * itself. {@code render} makes text or JSON of it.
 */
public final class Diagnosis {
  /** Made before the table is read: it needs to know what time it was then. */
  private final KernelFactsReader kernel;

  private final ProcessTable table;
  private final Deadline deadline;

  /**
   * Lists the processes of this machine.
   *
   * @param deadline for all that is asked of this diagnosis
   * @throws IOException {@code /proc} can't be read
   */
  public Diagnosis(Deadline deadline) throws IOException {
    this(LiveMachine.prepared(), deadline);
  }

  /** Lists the processes of that machine. */
  public Diagnosis(Machine machine, Deadline deadline) {
    this.kernel = new KernelFactsReader(machine);
    this.table = ProcessTable.read(machine);
    this.deadline = deadline;
  }

  /**
   * Looks at a process and all that descends from it, whatever becomes of them meanwhile.
   *
   * @param pid a process of this user, or of any if this is root's; one that is not there gives a
   *     report without processes
   * @param timeout for the whole of it
   */
  public static Report ofTree(long pid, Duration timeout) throws IOException {
    return ofTree(LiveMachine.prepared(), pid, timeout);
  }

  /**
   * Looks at a process of that machine and all that descends from it: of one that is recorded, to
   * write down all that is read ({@link io.wubdiag.collect.machine.MachineRecorder}), or of a
   * recording ({@link io.wubdiag.collect.machine.RecordedMachine}).
   */
  public static Report ofTree(Machine machine, long pid, Duration timeout) {
    Diagnosis diagnosis = new Diagnosis(machine, Deadline.after(timeout, machine));
    return diagnosis.of(List.of(pid), diagnosis.table.tree(pid), false);
  }

  /** The processes there are. */
  public ProcessTable table() {
    return table;
  }

  /**
   * Captures processes and finds what holds them up.
   *
   * @param roots the pids that were asked for
   * @param processes them and whoever belongs to them, parents before children
   * @param failOnContended whether contention alone is a reason for an exit code other than 0
   */
  public Report of(List<Long> roots, Collection<ListedProcess> processes, boolean failOnContended) {
    return of(roots, processes, failOnContended, Baseline.EMPTY);
  }

  /**
   * Captures processes and finds what holds them up, without the findings that are known already.
   *
   * @param known findings that are not to be reported
   */
  public Report of(
      List<Long> roots,
      Collection<ListedProcess> processes,
      boolean failOnContended,
      Baseline known) {
    ProcessTreeSnapshot snapshot =
        new TreeCollector(kernel, table, deadline).collect(roots, processes);
    Analysis analysis = new Analyser().analyse(snapshot);
    List<Finding> findings = known.without(analysis.findings());
    int exitCode = ExitCode.of(findings, analysis.notEvaluated(), snapshot, failOnContended);
    return new Report(snapshot, findings, analysis.notEvaluated(), exitCode);
  }
}
