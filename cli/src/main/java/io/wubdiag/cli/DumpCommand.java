package io.wubdiag.cli;

import io.wubdiag.Diagnosis;
import io.wubdiag.analyse.inversion.Baseline;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.model.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** {@code wubdiag dump}: why does this tree of processes hang? */
final class DumpCommand implements Callable<Integer> {
  private final PositionalParamSpec targets =
      Declared.targets("A pid, or an extended regular expression that the command line matches.");
  private final OptionSpec all = Declared.flag("--all", "Dump all processes that you may see.");
  private final OptionSpec noChildren =
      Declared.flag("--no-children", "Leave the descendants out.");
  private final OptionSpec timeout = Declared.timeout();
  private final OptionSpec failOn =
      Declared.choice(
          "--fail-on",
          "LEVEL",
          FailOn.HANG,
          "With 'contended', a lock that is held for long gives exit code 10.");
  private final OptionSpec baseline =
      Declared.file("--baseline", "Do not report the lock-order inversions that FILE names.");
  private final OptionSpec writeBaseline =
      Declared.file("--write-baseline", "Add the lock-order inversions that are found to FILE.");
  private final OutputOptions output = new OutputOptions();

  final CommandSpec spec =
      Declared.command(
              "dump",
              this,
              "Snapshots processes and all their descendants and names the cause of a hang.",
              "Loads no code into them, walks no heap, and says what it paused and for how long.")
          .addPositional(targets)
          .addOption(all)
          .addOption(noChildren)
          .addOption(timeout)
          .addOption(failOn)
          .addOption(baseline)
          .addOption(writeBaseline);

  DumpCommand() {
    output.addTo(spec);
  }

  /** From which level on the exit code tells of a finding. */
  enum FailOn {
    HANG,
    CONTENDED
  }

  @Override
  public Integer call() throws IOException {
    Deadline deadline = Deadline.after(timeout.getValue());
    List<String> named = targets.getValue();
    boolean everything = all.getValue();
    boolean children = !noChildren.<Boolean>getValue();
    if (everything == !named.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          everything ? "Name targets or --all, not both" : "Name a pid, a pattern, or --all");
    }
    Diagnosis diagnosis = new Diagnosis(deadline);
    ProcessTable table = diagnosis.table();
    Targets chosen = everything ? Targets.all(table) : Targets.named(named, children, table);
    boolean failOnContended = failOn.getValue() == FailOn.CONTENDED;
    Path known = baseline.getValue();
    Path toWrite = writeBaseline.getValue();
    Baseline before = known == null ? Baseline.EMPTY : BaselineFile.read(known);
    Report report = diagnosis.of(chosen.roots(), chosen.processes(), failOnContended, before);
    output.print(report);
    if (toWrite != null) {
      BaselineFile.add(toWrite, report.findings());
    }
    return report.exitCode();
  }
}
