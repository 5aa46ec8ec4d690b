package io.wubdiag.collect.cpython;

import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.HelperRun;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layout of CPython's structs as the debug symbols of that very build have it, which gdb reads.
 * gdb sees the file only: no process is attached to, so none is stopped, and none is left stopped
 * when gdb is killed at the deadline. It reads no start-up file, and runs no script that comes with
 * the file.
 */
public final class PythonSymbols {
  private static final String INSTALL =
      "; to have them read: apt install gdb python3-dbg (Debian's names)";

  private PythonSymbols() {}

  /**
   * Reads them.
   *
   * @param file the program or library that has CPython's code
   * @param release the layout of a release of that version
   */
  public static Answer<PythonLayout> read(Path file, PythonLayout release, Deadline deadline) {
    long start = System.nanoTime();
    try {
      if (!isTrusted(file)) {
        return failure(Outcome.SKIPPED, "its program belongs to another user than root", start);
      }
      HelperRun run = HelperRun.of(command(file, release), deadline);
      if (run.timedOut()) {
        return failure(Outcome.TIMED_OUT, "no time was left for its debug symbols", start);
      }
      return new Answer<>(
          release.ofBuild(run.output().lines().toList()),
          new Attempt(Source.GDB, Outcome.ANSWERED, "", elapsed(start)));
    } catch (IOException e) {
      return failure(Outcome.UNSUPPORTED, "gdb is not installed" + INSTALL, start);
    } catch (IllegalArgumentException e) {
      return failure(Outcome.UNSUPPORTED, "its debug symbols are not installed" + INSTALL, start);
    }
  }

  /** gdb parses it with our rights. */
  private static boolean isTrusted(Path file) throws IOException {
    Object owner = Files.getAttribute(file, "unix:uid");
    return owner.equals(0) || owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  private static List<String> command(Path file, PythonLayout release) {
    List<String> command =
        new ArrayList<>(List.of("gdb", "-nx", "-batch", "-iex", "set auto-load no"));
    for (String name : release.names()) {
      int dot = name.indexOf('.');
      String value =
          dot < 0
              ? "sizeof(" + name + ")"
              : "&((" + name.substring(0, dot) + " *) 0)->" + name.substring(dot + 1);
      command.add("-ex");
      command.add("printf \"" + name + " %lu\\n\", (unsigned long) " + value);
    }
    command.add(file.toString());
    return command;
  }

  private static Answer<PythonLayout> failure(Outcome outcome, String reason, long start) {
    @Nullable PythonLayout none = null;
    return new Answer<>(none, new Attempt(Source.GDB, outcome, reason, elapsed(start)));
  }

  private static Duration elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
