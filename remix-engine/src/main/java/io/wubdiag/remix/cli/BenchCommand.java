package io.wubdiag.remix.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wubdiag.remix.bench.Measurement;
import io.wubdiag.remix.bench.Scenario;
import io.wubdiag.remix.bench.ScenarioResult;
import io.wubdiag.remix.bench.SpeedBenchmark;
import io.wubdiag.remix.bench.SuccessBenchmark;
import io.wubdiag.remix.engine.QueueFullException;
import io.wubdiag.remix.log.EngineLog;
import io.wubdiag.remix.log.LogSettings;
import io.wubdiag.remix.worker.RemixFailedException;
import io.wubdiag.remix.worker.WorkerDiedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code remix bench}: the share of songs that succeed, and the speed. */
@Command(
    name = "bench",
    description = {
      "Measures the engine: its speed, compared with ffmpeg and with itself; or, with --success, the",
      "share of songs that succeed under load, with forked and with spawned workers."
    },
    versionProvider = Version.class,
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  /**
   * Forked workers get this many times fewer songs, because the benchmark waits for each hung one.
   */
  private static final int FORKED = 8;

  @Spec private CommandSpec spec;

  @Option(
      names = "--success",
      description = "The hangs of 2012 and the fix: the share of songs that succeed.")
  private boolean success;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "200",
      description =
          "With --success: the songs for spawned workers; forked ones get an eighth (default:"
              + " ${DEFAULT-VALUE}).")
  private int jobs;

  @Option(
      names = "--kill-every",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description =
          "With --success: how often a worker is killed in the last row (default:"
              + " ${DEFAULT-VALUE}).")
  private double killEverySeconds;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Without --success: how often each measurement is repeated (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(names = "--json", description = "Print JSON, with a row for each measurement.")
  private boolean json;

  @Option(names = "--debug", description = "Show the stack traces of bugs in the engine.")
  private boolean debug;

  @Override
  public Integer call()
      throws IOException,
          InterruptedException,
          QueueFullException,
          RemixFailedException,
          WorkerDiedException {
    if (jobs < 1 || runs < 1 || !(killEverySeconds > 0)) {
      throw new ParameterException(
          spec.commandLine(), "--jobs, --runs and --kill-every must be positive");
    }
    try (WorkDirectory work = WorkDirectory.create();
        EngineLog log = EngineLog.start(LogSettings.of(work.path().resolve("remix.log")))) {
      return success ? success(work) : speed(work);
    }
  }

  private int success(WorkDirectory work) throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    SuccessBenchmark benchmark = new SuccessBenchmark(work.path(), UserDirectories.cache());
    List<ScenarioResult> results = new ArrayList<>();
    if (!json) {
      out.printf(
          "%-36s %6s %18s %6s %7s %9s%n", "", "jobs", "succeeded", "hung", "killed", "seconds");
    }
    for (Scenario scenario :
        Scenario.incident(jobs, Math.max(1, jobs / FORKED), killEverySeconds)) {
      ScenarioResult result = benchmark.run(scenario);
      results.add(result);
      if (!json) {
        print(scenario, result, out);
      }
    }
    if (json) {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(results));
    } else {
      results.stream()
          .flatMap(result -> result.diagnoses().stream())
          .reduce((one, next) -> next)
          .ifPresent(said -> out.println("\nwubdiag on the last hung worker:\n\n" + said));
    }
    return SuccessBenchmark.cured(results) ? ExitCode.DONE : ExitCode.MISSED;
  }

  private static void print(Scenario scenario, ScenarioResult row, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-36s %6d %8d = %5.1f %% %6d %7d %9.1f%n",
        scenario.label(),
        row.jobs(),
        row.succeeded(),
        100.0 * row.succeeded() / row.jobs(),
        row.hung(),
        row.workersKilled(),
        row.seconds());
    out.flush();
  }

  private int speed(WorkDirectory work)
      throws IOException,
          InterruptedException,
          QueueFullException,
          RemixFailedException,
          WorkerDiedException {
    List<Measurement> measurements = new SpeedBenchmark(work.path(), work::workers, runs).run();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(measurements));
    } else {
      for (Measurement row : measurements) {
        out.printf(
            Locale.ROOT,
            "%-46s %7.2f  %s %-6s %-6s %s%n",
            row.what(),
            row.value(),
            row.atLeast() ? ">=" : "<=",
            row.target(),
            row.reached() ? "" : "MISSED",
            row.detail());
      }
    }
    return measurements.stream().allMatch(Measurement::reached) ? ExitCode.DONE : ExitCode.MISSED;
  }
}
