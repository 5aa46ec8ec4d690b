package io.wubdiag.cli;

import io.wubdiag.analyse.Analyser;
import io.wubdiag.analyse.Analysis;
import io.wubdiag.collect.Deadline;
import io.wubdiag.collect.TreeCollector;
import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wubdiag dump}: why does this tree of processes hang? */
@Command(
    name = "dump",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Snapshots processes and all their descendants and names the cause of a hang.",
      "Loads no code into them, walks no heap, and says what it paused and for how long."
    })
final class DumpCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  @Spec
  CommandSpec spec;

  @Parameters(
      paramLabel = "TARGET",
      arity = "0..*",
      description = "A pid, or an extended regular expression that the command line matches.")
  List<String> targets = List.of();

  @Option(names = "--all", description = "Every process that can be seen.")
  boolean all;

  @Option(names = "--no-children", description = "Leave the descendants out.")
  boolean noChildren;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeoutConverter.class,
      description = "The whole call ends by then, with what it has (default: 10s).")
  Duration timeout = Duration.ofSeconds(10);

  @Option(
      names = "--fail-on",
      paramLabel = "LEVEL",
      description = "With 'contended', a lock that is held long gives exit code 10.")
  FailOn failOn = FailOn.HANG;

  @Mixin OutputOptions output = new OutputOptions();

  /** From which level on the exit code tells of a finding. */
  enum FailOn {
    HANG,
    CONTENDED
  }

  @Override
  public Integer call() throws IOException {
    Deadline deadline = Deadline.after(timeout);
    if (all == !targets.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          all ? "Name targets or --all, not both" : "Name a pid, a pattern, or --all");
    }
    KernelFactsReader kernel = new KernelFactsReader();
    ProcessTable table = ProcessTable.read();
    Targets chosen = all ? Targets.all(table) : Targets.named(targets, !noChildren, table);
    Report report = report(chosen, kernel, table, deadline, failOn == FailOn.CONTENDED);
    output.print(report);
    return report.exitCode();
  }

  /** Captures and analyses. */
  static Report report(
      Targets chosen,
      KernelFactsReader kernel,
      ProcessTable table,
      Deadline deadline,
      boolean failOnContended) {
    ProcessTreeSnapshot snapshot =
        new TreeCollector(kernel, table, deadline).collect(chosen.roots(), chosen.processes());
    Analysis analysis = new Analyser().analyse(snapshot);
    int exitCode =
        ExitCode.of(analysis.findings(), analysis.notEvaluated(), snapshot, failOnContended);
    return new Report(snapshot, analysis.findings(), analysis.notEvaluated(), exitCode);
  }
}
