package io.wubdiag.cli;

import io.wubdiag.collect.AgentVisits;
import io.wubdiag.collect.Deadline;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.model.AgentVisit;
import io.wubdiag.model.ExitCode;
import io.wubdiag.render.AgentVisitText;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** {@code wubdiag attach} and {@code wubdiag detach}: the agent goes in, and comes out again. */
final class AgentCommand implements Callable<Integer> {
  /** Where the launcher says that the agent is. */
  private static final String JAR_PROPERTY = "wubdiag.agent";

  private final PositionalParamSpec targets =
      Declared.targets("A pid, or an extended regular expression that the command line matches.");
  private final OptionSpec noChildren =
      Declared.flag("--no-children", "Leave the descendants out.");
  private final OptionSpec timeout = Declared.timeout();
  private final boolean attach;

  final CommandSpec spec;

  private AgentCommand(boolean attach, String name, String... description) {
    this.attach = attach;
    spec =
        Declared.command(name, this, description)
            .addPositional(targets)
            .addOption(noChildren)
            .addOption(timeout)
            .addOption(Declared.debug());
  }

  static AgentCommand attach() {
    return new AgentCommand(
        true,
        "attach",
        "Loads the agent into JVMs and all their descendants: it notes where and since when locks are held.",
        "Weaves the application's classes while they run; `wubdiag detach` restores them.");
  }

  static AgentCommand detach() {
    return new AgentCommand(
        false,
        "detach",
        "Takes the agent out of JVMs and all their descendants, and restores their classes.");
  }

  @Override
  public Integer call() {
    Deadline deadline = Deadline.after(timeout.getValue());
    List<String> named = targets.getValue();
    if (named.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "Name a pid or a pattern");
    }
    Path jar = jar();
    ProcessTable table = ProcessTable.read();
    Targets chosen = Targets.named(named, !noChildren.<Boolean>getValue(), table);
    List<AgentVisit> visits =
        new AgentVisits(table, jar, deadline).visit(chosen.processes(), attach);
    if (visits.isEmpty()) {
      throw new CommandException(
          ExitCode.NO_TARGET, "there is no JVM among them. `wubdiag ps` lists those that run");
    }
    PrintStream out = System.out;
    byte[] text =
        AgentVisitText.render(visits, Terminal.current().width()).getBytes(StandardCharsets.UTF_8);
    out.write(text, 0, text.length);
    return exitCode(visits);
  }

  private static Path jar() {
    String jar = System.getProperty(JAR_PROPERTY);
    if (jar == null || !Files.isReadable(Path.of(jar))) {
      throw new CommandException(
          ExitCode.INTERNAL_ERROR,
          "the agent's jar is not here; start this by the launcher, ./wubdiag, in a clone of the project,"
              + " or name it by -D"
              + JAR_PROPERTY);
    }
    return Path.of(jar).toAbsolutePath();
  }

  private static int exitCode(List<AgentVisit> visits) {
    int done = 0;
    for (AgentVisit visit : visits) {
      done += visit.change() == null ? 0 : 1;
    }
    if (done == visits.size()) {
      return ExitCode.NOTHING_FOUND;
    }
    return done == 0 ? ExitCode.NO_TARGET : ExitCode.PARTIAL;
  }
}
