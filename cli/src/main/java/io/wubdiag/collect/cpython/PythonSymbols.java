package io.wubdiag.collect.cpython;

import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.HelperRun;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.Stopwatch;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The layout of CPython's structs from the debug symbols of the very build, read by gdb. gdb sees
 * only the file. It attaches to no process, so no process is stopped, and none stays stopped when
 * gdb is killed at the deadline. gdb reads no start-up file, and runs no script that comes with the
 * file.
 */
public final class PythonSymbols {
  private static final String INSTALL =
      "; to have them read: apt install gdb python3-dbg (Debian's names)";

  private PythonSymbols() {}

  /**
   * Reads the layout.
   *
   * @param file the program or library with CPython's code
   * @param release the layout of a release of the same version
   */
  public static Answer<PythonLayout> read(
      Machine machine, String file, PythonLayout release, Deadline deadline) {
    Stopwatch watch = Stopwatch.start(machine, Source.GDB);
    try {
      if (!isTrusted(machine, file)) {
        return watch.failed(Outcome.SKIPPED, "its program belongs to another user than root");
      }
      HelperRun run = machine.run(command(file, release), deadline);
      if (run.timedOut()) {
        return watch.failed(Outcome.TIMED_OUT, "no time was left for its debug symbols");
      }
      return watch.answered(release.ofBuild(run.output().lines().toList()));
    } catch (IOException e) {
      return watch.failed(Outcome.UNSUPPORTED, "gdb is not installed" + INSTALL);
    } catch (IllegalArgumentException e) {
      return watch.failed(Outcome.UNSUPPORTED, "its debug symbols are not installed" + INSTALL);
    }
  }

  /** Whether the file may be trusted: gdb parses it with our rights. */
  private static boolean isTrusted(Machine machine, String file) throws IOException {
    long owner = machine.status(file).uid();
    return owner == 0 || owner == machine.status("/proc/self").uid();
  }

  private static List<String> command(String file, PythonLayout release) {
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
    command.add(file);
    return command;
  }
}
