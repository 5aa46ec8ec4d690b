package io.wubdiag.cli;

import io.wubdiag.analyse.contended.LockContention;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.jfr.LockStream;
import io.wubdiag.jfr.TreeRecording;
import io.wubdiag.jfr.TreeRecording.Followed;
import io.wubdiag.model.ContendedLock;
import io.wubdiag.model.ExitCode;
import io.wubdiag.model.LockEvent;
import io.wubdiag.model.RecordedProcess;
import io.wubdiag.render.ContentionJson;
import io.wubdiag.render.ContentionText;
import io.wubdiag.render.TextOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** {@code wubdiag locks}: a live table of the locks that a tree of JVMs waits for. */
final class LocksCommand implements Callable<Integer> {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** A JVM flushes what it has recorded every second; that of the end is worth waiting for. */
  private static final Duration LAST_FLUSH = Duration.ofMillis(1500);

  private static final int MOST_PLACES = 20;

  /** A screen of 24 lines; a place takes three. */
  private static final int MOST_PLACES_LIVE = 7;

  private static final String CLEAR = "\u001b[H\u001b[2J";

  private final PositionalParamSpec targets =
      Declared.targets("A pid, or an extended regular expression that the command line matches.");
  private final OptionSpec duration =
      Declared.duration("--duration", "60m", "How long to watch; Ctrl-C ends it earlier");
  private final OptionSpec threshold =
      Declared.duration("--threshold", "20ms", "Count only waits that lasted at least that long");
  private final OptionSpec json =
      Declared.flag("--json", "Print a line of JSON each second; docs/events.md describes it.");
  private final OptionSpec noChildren =
      Declared.flag("--no-children", "Leave the descendants out.");
  private final OptionSpec colour =
      Declared.choice(
          "--color",
          "WHEN",
          Terminal.Colour.AUTO,
          "auto, always or never (default: auto; NO_COLOR and CLICOLOR_FORCE are honoured).");
  private final OptionSpec timeout =
      Declared.duration("--timeout", "10s", "Give up if watching has not begun by then");

  private final LockContention contention = new LockContention();

  final CommandSpec spec =
      Declared.command(
              "locks",
              this,
              "Shows live which locks JVMs and all their descendants wait for.",
              "Uses the JDK's flight recorder. With the agent (`wubdiag attach`), also shows where locks"
                  + " were taken. A wait counts when it ends; `wubdiag dump` shows threads that still wait.")
          .addPositional(targets)
          .addOption(duration)
          .addOption(threshold)
          .addOption(json)
          .addOption(noChildren)
          .addOption(colour)
          .addOption(timeout)
          .addOption(Declared.debug());

  @Override
  public Integer call() throws IOException {
    List<String> named = targets.getValue();
    if (named.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "Name a pid or a pattern");
    }
    ProcessTable table = ProcessTable.read(new LiveMachine());
    Targets chosen = Targets.named(named, !noChildren.<Boolean>getValue(), table);
    Duration lasting = duration.getValue();
    Deadline begun = Deadline.after(timeout.getValue());
    try (EndRequest end = new EndRequest(Duration.ofSeconds(5));
        TreeRecording recording =
            TreeRecording.start(chosen.processes(), table, lasting, threshold.getValue(), begun)) {
      List<Followed> followed = recording.repositories(begun);
      for (RecordedProcess refusal : recording.refusals()) {
        System.err.println(
            "wubdiag: process " + refusal.kernel().pid() + " is left out: " + refusal.reason());
      }
      if (followed.isEmpty()) {
        throw new CommandException(
            ExitCode.NO_TARGET,
            recording.size() == 0
                ? "none of these processes is a JVM. `wubdiag ps` lists the running JVMs"
                : "none of the JVMs could be watched");
      }
      try (LockStream stream = LockStream.follow(followed, this::add)) {
        watch(end, Deadline.after(lasting));
      }
      return followed.size() < recording.size() ? ExitCode.PARTIAL : ExitCode.NOTHING_FOUND;
    }
  }

  private synchronized void add(LockEvent event) {
    contention.add(event);
  }

  private synchronized List<ContendedLock> places() {
    return contention.places();
  }

  private void watch(EndRequest end, Deadline until) throws IOException {
    boolean live = Terminal.current().interactive();
    boolean asked = false;
    while (!asked && !until.hasPassed()) {
      Duration left = until.remaining();
      asked = end.await(left.compareTo(INTERVAL) < 0 ? left : INTERVAL);
      if (!asked && json.<Boolean>getValue()) {
        asked = !print(ContentionJson.render(places(), Instant.now()));
      } else if (!asked && live) {
        print(CLEAR + text(MOST_PLACES_LIVE));
      }
    }
    if (!json.<Boolean>getValue()) {
      if (!asked) {
        end.await(LAST_FLUSH);
      }
      print(live ? CLEAR + text(MOST_PLACES) : text(MOST_PLACES));
    }
  }

  private String text(int most) {
    Terminal terminal = Terminal.current();
    boolean inColour = terminal.inColour(colour.getValue(), System.getenv());
    return ContentionText.render(
        places(), most, new TextOptions(inColour, terminal.width(), false, false));
  }

  /** Whether it could be printed: who reads it may have ended. */
  private static boolean print(String text) {
    PrintStream out = System.out;
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
    return !out.checkError();
  }
}
