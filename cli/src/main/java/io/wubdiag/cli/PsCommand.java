package io.wubdiag.cli;

import io.wubdiag.collect.Deadline;
import io.wubdiag.collect.Survey;
import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.model.SurveyedProcess;
import io.wubdiag.render.SurveyText;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wubdiag ps}: the JVMs that run here, in their trees, and what can be asked of each. */
@Command(
    name = "ps",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Lists the JVMs that run here, with all that descends from them, and how each can be asked.",
      "Looks from outside only; disturbs none of them."
    })
final class PsCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "TARGET",
      arity = "0..*",
      description =
          "Only what belongs to these: a pid, or an extended regular expression that the command line matches.")
  List<String> targets = List.of();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeoutConverter.class,
      description = "The whole call ends by then, with what it has (default: 10s).")
  Duration timeout = Duration.ofSeconds(10);

  @Option(names = "--debug", description = "Show the stack trace of wubdiag's own faults.")
  boolean debug;

  @Override
  public Integer call() {
    Deadline deadline = Deadline.after(timeout);
    ProcessTable table = ProcessTable.read();
    Collection<ListedProcess> processes =
        targets.isEmpty()
            ? Targets.all(table).processes()
            : Targets.named(targets, true, table).processes();
    List<SurveyedProcess> found = new Survey(table, deadline).jvmTrees(processes);
    if (found.isEmpty()) {
      System.err.println(
          "No JVM runs here that this user can see. One of another user shows only to root.");
      return targets.isEmpty() ? ExitCode.NOTHING_FOUND : ExitCode.NO_TARGET;
    }
    PrintStream out = System.out;
    byte[] text =
        SurveyText.render(found, Terminal.current().width()).getBytes(StandardCharsets.UTF_8);
    out.write(text, 0, text.length);
    return ExitCode.NOTHING_FOUND;
  }
}
