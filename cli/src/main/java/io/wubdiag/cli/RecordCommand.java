package io.wubdiag.cli;

import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.jfr.RecordingOutput;
import io.wubdiag.jfr.TreeRecording;
import io.wubdiag.model.ExitCode;
import io.wubdiag.model.RecordedProcess;
import io.wubdiag.render.RecordingText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** {@code wubdiag record}: records the locks of a tree of JVMs by their own flight recorders. */
final class RecordCommand implements Callable<Integer> {
  private final PositionalParamSpec targets =
      Declared.targets("A pid, or an extended regular expression that the command line matches.");
  private final OptionSpec output =
      OptionSpec.builder("-o", "--output")
          .paramLabel("FILE")
          .type(String.class)
          .required(true)
          .description(
              "The file to write. For several JVMs, one file each: FILE-PID.jfr, or PID.jfr in DIR/.")
          .build();
  private final OptionSpec duration =
      Declared.duration("--duration", "30s", "How long to record; Ctrl-C ends it earlier");
  private final OptionSpec threshold =
      Declared.duration("--threshold", "20ms", "Record only events that lasted at least that long");
  private final OptionSpec noChildren =
      Declared.flag("--no-children", "Leave the descendants out.");
  private final OptionSpec timeout =
      Declared.duration(
          "--timeout", "10s", "The limit for starting, and again for stopping and writing");

  final CommandSpec spec =
      Declared.command(
              "record",
              this,
              "Records JVMs and all their descendants: which locks they wait for, and how long.",
              "Uses the JDK's flight recorder. With the agent (`wubdiag attach`), its events are"
                  + " recorded, too.")
          .addPositional(targets)
          .addOption(output)
          .addOption(duration)
          .addOption(threshold)
          .addOption(noChildren)
          .addOption(timeout)
          .addOption(Declared.debug());

  @Override
  public Integer call() {
    List<String> named = targets.getValue();
    if (named.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "Name a pid or a pattern");
    }
    ProcessTable table = ProcessTable.read(new LiveMachine());
    Targets chosen = Targets.named(named, !noChildren.<Boolean>getValue(), table);
    Duration lasting = duration.getValue();
    Duration limit = timeout.getValue();
    RecordingOutput files = output();
    try (EndRequest end = new EndRequest(limit.plusSeconds(5));
        TreeRecording recording =
            TreeRecording.start(
                chosen.processes(),
                table,
                lasting.plus(limit),
                threshold.getValue(),
                Deadline.after(limit))) {
      if (recording.size() == 0) {
        throw new CommandException(
            ExitCode.NO_TARGET,
            "none of these processes is a JVM. `wubdiag ps` lists the running JVMs");
      }
      if (recording.running() > 0) {
        System.err.println(
            "Recording "
                + recording.running()
                + " of "
                + recording.size()
                + " JVMs for "
                + lasting.toSeconds()
                + " s; Ctrl-C ends it earlier.");
        end.await(lasting);
      }
      List<RecordedProcess> recorded = recording.stopInto(files, Deadline.after(limit));
      PrintStream out = System.out;
      byte[] text =
          RecordingText.render(recorded, Terminal.current().width())
              .getBytes(StandardCharsets.UTF_8);
      out.write(text, 0, text.length);
      out.flush();
      return exitCode(recorded);
    }
  }

  private RecordingOutput output() {
    try {
      return RecordingOutput.named(output.getValue());
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, "can't write " + output.getValue() + ": " + e.getMessage());
    }
  }

  private static int exitCode(List<RecordedProcess> recorded) {
    int done = 0;
    for (RecordedProcess process : recorded) {
      done += process.contents() == null ? 0 : 1;
    }
    if (done == recorded.size()) {
      return ExitCode.NOTHING_FOUND;
    }
    return done == 0 ? ExitCode.NO_TARGET : ExitCode.PARTIAL;
  }
}
