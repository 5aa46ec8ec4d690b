package io.wubdiag.cli;

import io.wubdiag.collect.Survey;
import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.model.ExitCode;
import io.wubdiag.model.SurveyedProcess;
import io.wubdiag.render.SurveyText;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code wubdiag ps}: the JVMs that run here, in their trees, and what can be asked of each. */
final class PsCommand implements Callable<Integer> {
  private final PositionalParamSpec targets =
      Declared.targets(
          "List only these and their descendants: a pid, or an extended regular expression that the command line matches.");
  private final OptionSpec timeout = Declared.timeout();

  final CommandSpec spec =
      Declared.command(
              "ps",
              this,
              "Lists the running JVMs, all their descendants, and how each can be asked.",
              "Reads from outside only; no JVM is disturbed.")
          .addPositional(targets)
          .addOption(timeout)
          .addOption(Declared.debug());

  @Override
  public Integer call() {
    Deadline deadline = Deadline.after(timeout.getValue());
    List<String> named = targets.getValue();
    ProcessTable table = ProcessTable.read(new LiveMachine());
    Collection<ListedProcess> processes =
        named.isEmpty()
            ? Targets.all(table).processes()
            : Targets.named(named, true, table).processes();
    List<SurveyedProcess> found = new Survey(table, deadline).jvmTrees(processes);
    if (found.isEmpty()) {
      System.err.println("No running JVM that you may see. Run as root to see other users' JVMs.");
      return named.isEmpty() ? ExitCode.NOTHING_FOUND : ExitCode.NO_TARGET;
    }
    PrintStream out = System.out;
    byte[] text =
        SurveyText.render(found, Terminal.current().width()).getBytes(StandardCharsets.UTF_8);
    out.write(text, 0, text.length);
    return ExitCode.NOTHING_FOUND;
  }
}
