package io.wubdiag.cli;

import io.wubdiag.Diagnosis;
import io.wubdiag.model.ExitCode;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code wubdiag demo}: makes a real hang, a child forked while its parent was logging, and
 * explains it.
 */
final class DemoCommand implements Callable<Integer> {
  private static final String PROGRAM = "io.wubdiag.fixtures.hang.Fork_01_LogHandler";

  /** Where the launcher says that the fixtures' classes are. */
  private static final String CLASS_PATH_PROPERTY = "wubdiag.fixtures";

  private final OutputOptions output = new OutputOptions();

  final CommandSpec spec =
      Declared.command(
          "demo",
          this,
          "Makes a real hang, a lock inherited through fork, and explains it.",
          "A JVM is forked while one of its threads logs; the child's first log call waits for a lock"
              + " whose owner exists only in the parent. Ends the processes that it started.");

  DemoCommand() {
    output.addTo(spec);
  }

  @Override
  public Integer call() throws IOException {
    PrintStream talk = System.err;
    Process program = start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
      talk.println(
          "Started process "
              + program.pid()
              + ". One of its threads logs while another one forks. The child logs, too.");
      awaitHang(lines);
      talk.println(
          "The child hangs now. This is what `wubdiag dump " + program.pid() + "` prints:\n");
      Report report = Diagnosis.ofTree(program.pid(), Duration.ofSeconds(10));
      output.print(report);
      boolean pinpointed =
          report.findings().stream()
              .anyMatch(finding -> finding.verdict() == Verdict.FORK_INHERITED);
      if (!pinpointed) {
        throw new CommandException(
            ExitCode.INTERNAL_ERROR,
            "the demo's hang was not found; `wubdiag dump --explain PID` shows what was asked");
      }
      return ExitCode.NOTHING_FOUND;
    } finally {
      end(program);
    }
  }

  private static Process start() throws IOException {
    String classPath = System.getProperty(CLASS_PATH_PROPERTY);
    if (classPath == null) {
      throw new CommandException(
          ExitCode.INTERNAL_ERROR,
          "the demo's programs are missing: run the launcher, ./wubdiag demo, in a"
              + " clone of the project");
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    if (!Files.isExecutable(java)) {
      throw new CommandException(
          ExitCode.INTERNAL_ERROR, java + " can't be run; set JAVA_HOME to a JDK");
    }
    return new ProcessBuilder(java.toString(), "-Xmx64m", "-cp", classPath, PROGRAM)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void awaitHang(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("READY")) {
        return;
      }
    }
    throw new CommandException(ExitCode.INTERNAL_ERROR, "the demo's program ended before it hung");
  }

  private static void end(Process program) {
    program.descendants().forEach(ProcessHandle::destroyForcibly);
    program.destroyForcibly();
    try {
      program.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
