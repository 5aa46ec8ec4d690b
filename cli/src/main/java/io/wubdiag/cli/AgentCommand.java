package io.wubdiag.cli;

import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.instrument.AgentVisits;
import io.wubdiag.model.AgentErrand;
import io.wubdiag.model.AgentVisit;
import io.wubdiag.model.ExitCode;
import io.wubdiag.render.AgentVisitJson;
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
  private final OptionSpec follow =
      Declared.flag(
          "--follow",
          "Also attach to JVMs that start later, until Ctrl-C or the end of TARGET. --timeout then applies to each JVM.");
  private final OptionSpec lockOrder =
      Declared.flag(
          "--lock-order",
          "Also watch the order in which locks are taken. `wubdiag dump` then reports orders that can deadlock.");
  private final OptionSpec json = Declared.flag("--json", "Print a line of JSON for each JVM.");
  private final OptionSpec timeout = Declared.timeout();
  private final boolean attach;

  final CommandSpec spec;

  private AgentCommand(boolean attach, String name, String... description) {
    this.attach = attach;
    spec =
        Declared.command(name, this, description)
            .addPositional(targets)
            .addOption(noChildren)
            .addOption(json)
            .addOption(timeout)
            .addOption(Declared.debug());
    if (attach) {
      spec.addOption(follow).addOption(lockOrder);
    }
  }

  static AgentCommand attach() {
    return new AgentCommand(
        true,
        "attach",
        "Loads the agent into JVMs and all their descendants. It notes where and since when locks are held.",
        "Changes the application's classes while they run; `wubdiag detach` restores them.");
  }

  static AgentCommand detach() {
    return new AgentCommand(
        false,
        "detach",
        "Removes the agent from JVMs and all their descendants, and restores their classes.");
  }

  @Override
  public Integer call() {
    Deadline deadline = Deadline.after(timeout.getValue());
    List<String> named = targets.getValue();
    if (named.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "Name a pid or a pattern");
    }
    Path jar = jar();
    ProcessTable table = ProcessTable.read(new LiveMachine());
    boolean children = !noChildren.<Boolean>getValue();
    if (attach && follow.<Boolean>getValue()) {
      if (!children) {
        throw new ParameterException(
            spec.commandLine(), "--follow needs the descendants: omit --no-children");
      }
      Targets roots = Targets.named(named, false, table);
      return new FollowedAttach(jar, errand(), timeout.getValue(), this::line)
          .run(roots.processes());
    }
    Targets chosen = Targets.named(named, children, table);
    List<AgentVisit> visits =
        new AgentVisits(table, jar, deadline).visit(chosen.processes(), errand());
    if (visits.isEmpty()) {
      throw new CommandException(
          ExitCode.NO_TARGET,
          "none of these processes is a JVM. `wubdiag ps` lists the running JVMs");
    }
    print(visits);
    int done = 0;
    for (AgentVisit visit : visits) {
      done += visit.change() == null ? 0 : 1;
    }
    return exitCode(done, visits.size());
  }

  private AgentErrand errand() {
    if (!attach) {
      return AgentErrand.DETACH;
    }
    return lockOrder.<Boolean>getValue() ? AgentErrand.ATTACH_WITH_LOCK_ORDER : AgentErrand.ATTACH;
  }

  private void print(List<AgentVisit> visits) {
    StringBuilder text = new StringBuilder();
    if (json.<Boolean>getValue()) {
      for (AgentVisit visit : visits) {
        text.append(AgentVisitJson.line(visit));
      }
    } else {
      text.append(AgentVisitText.render(visits, Terminal.current().width()));
    }
    PrintStream out = System.out;
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
  }

  /** One visit as it comes. */
  private String line(AgentVisit visit, boolean first) {
    if (json.<Boolean>getValue()) {
      return AgentVisitJson.line(visit);
    }
    String row = AgentVisitText.row(visit, Terminal.current().width());
    return first ? AgentVisitText.heading() + row : row;
  }

  private static Path jar() {
    String jar = System.getProperty(JAR_PROPERTY);
    if (jar == null || !Files.isReadable(Path.of(jar))) {
      throw new CommandException(
          ExitCode.INTERNAL_ERROR,
          "the agent's jar is missing: run the launcher, ./wubdiag, in a clone of the project,"
              + " or name the jar by -D"
              + JAR_PROPERTY);
    }
    return Path.of(jar).toAbsolutePath();
  }

  /** The exit code where so many of so many JVMs are as they were asked to be. */
  static int exitCode(int done, int all) {
    if (done == all) {
      return ExitCode.NOTHING_FOUND;
    }
    return done == 0 ? ExitCode.NO_TARGET : ExitCode.PARTIAL;
  }
}
