package io.wubdiag.cli;

import io.wubdiag.model.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code wubdiag} itself: names the others. */
final class WubdiagCommand implements Callable<Integer> {
  final CommandSpec spec =
      Declared.command(
          "wubdiag", this, "Names the cause of a hang in a tree of processes, with proof.");

  WubdiagCommand() {
    spec.usageMessage()
        .synopsisSubcommandLabel("COMMAND")
        .footer(
            "",
            "First steps:",
            "  wubdiag demo            make a real hang and see it explained",
            "  wubdiag ps              list the running JVMs, and how each can be asked",
            "  wubdiag dump PID        find out why this tree of processes hangs",
            "",
            "Exit codes: 0 nothing found, 1 fault of wubdiag, 2 usage, 3 no such target or",
            "not permitted, 4 nothing found but not everything could be inspected,",
            "10 contention (with --fail-on contended), 11 potential, 12 hang.");
    spec.addSubcommand("dump", new DumpCommand().spec);
    spec.addSubcommand("ps", new PsCommand().spec);
    spec.addSubcommand("attach", AgentCommand.attach().spec);
    spec.addSubcommand("detach", AgentCommand.detach().spec);
    spec.addSubcommand("locks", new LocksCommand().spec);
    spec.addSubcommand("record", new RecordCommand().spec);
    spec.addSubcommand("demo", new DemoCommand().spec);
    spec.addSubcommand("zoo", new ZooCommand().spec);
    spec.addSubcommand("practice", new CdsTraining().spec);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(System.err);
    return ExitCode.USAGE;
  }
}
