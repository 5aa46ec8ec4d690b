package io.wubdiag.cli;

import io.wubdiag.Diagnosis;
import io.wubdiag.collect.hotspot.serviceability.ServiceabilitySource;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.model.ExitCode;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.Report;
import io.wubdiag.render.JsonRenderer;
import io.wubdiag.render.TextOptions;
import io.wubdiag.render.TextRenderer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code wubdiag practice}: a training run, a whole dump of a JVM of its own, by every source, with
 * its output discarded. The launcher runs it once, to learn which classes a dump loads and archive
 * them.
 */
final class CdsTraining implements Callable<Integer> {
  final CommandSpec spec = Declared.command("practice", this);

  CdsTraining() {
    spec.usageMessage().hidden(true);
  }

  @Override
  public Integer call() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process program =
        new ProcessBuilder(
                java.toString(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                CdsTrainingTarget.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
      lines.readLine();
      Deadline deadline = Deadline.after(Duration.ofSeconds(10));
      Report report = Diagnosis.ofTree(program.pid(), Duration.ofSeconds(10));
      if (report.snapshot().processes().get(0) instanceof CapturedJvm jvm) {
        try (ServiceabilitySource serviceability = new ServiceabilitySource()) {
          serviceability.dump(new LiveMachine(), jvm.kernel(), deadline);
        }
      }
      TextRenderer.render(report, new TextOptions(false, 100, false, false));
      JsonRenderer.render(report, "wubdiag", false, new StringWriter());
      Main.run(
          "dump", Long.toString(program.pid())); // as a user asks for it, with its output discarded
      return ExitCode.NOTHING_FOUND;
    } finally {
      program.destroyForcibly();
    }
  }
}
