package io.wubdiag.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code wubdiag} itself: names the others. */
@Command(
    name = "wubdiag",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Names the cause of a hang in a tree of processes, with proof.",
    footer = {
      "",
      "First steps:",
      "  wubdiag demo            make a real hang and see it explained",
      "  wubdiag ps              which JVMs run here, and what can be asked of each",
      "  wubdiag dump PID        why does this tree of processes hang?",
      "",
      "Exit codes: 0 nothing found, 1 fault of wubdiag, 2 usage, 3 no such target or not permitted,",
      "4 nothing found but not everything could be looked at, 10 contention (with --fail-on contended),",
      "11 potential, 12 hang."
    },
    subcommands = {
      DumpCommand.class,
      PsCommand.class,
      DemoCommand.class,
      PracticeCommand.class,
      CommandLine.HelpCommand.class
    })
final class WubdiagCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  @Spec
  CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(System.err);
    return ExitCode.USAGE;
  }
}
