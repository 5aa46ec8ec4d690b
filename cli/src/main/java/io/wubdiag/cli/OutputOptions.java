package io.wubdiag.cli;

import io.wubdiag.model.ExitCode;
import io.wubdiag.model.Report;
import io.wubdiag.render.JsonRenderer;
import io.wubdiag.render.TextOptions;
import io.wubdiag.render.TextRenderer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** How a report is printed. */
final class OutputOptions {
  private final OptionSpec json = Declared.flag("--json", "Print JSON; docs/json.md describes it.");
  private final OptionSpec full = Declared.flag("--full", "Add every thread with its stack.");
  private final OptionSpec explain =
      Declared.flag("--explain", "Add the commands that check each piece of evidence.");
  private final OptionSpec colour =
      Declared.choice(
          "--color",
          "WHEN",
          Terminal.Colour.AUTO,
          "auto, always or never (default: auto; NO_COLOR and CLICOLOR_FORCE are honoured).");

  void addTo(CommandSpec command) {
    command
        .addOption(json)
        .addOption(full)
        .addOption(explain)
        .addOption(colour)
        .addOption(Declared.debug());
  }

  /** Prints it; whoever reads it may have enough before its end. */
  void print(Report report) {
    try {
      write(report);
    } catch (IOException e) {
      if (!hasReader()) {
        throw new CommandException(
            ExitCode.INTERNAL_ERROR,
            "the report could not be written: "
                + e.getMessage()
                + "; is there space left where the output goes?");
      }
    }
  }

  /** Whether another program reads the output, so that it can't be written once that has ended. */
  private static boolean hasReader() {
    try {
      String output = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return output.startsWith("pipe:") || output.startsWith("socket:");
    } catch (IOException e) {
      return false;
    }
  }

  private void write(Report report) throws IOException {
    Terminal terminal = Terminal.current();
    Writer out =
        new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8);
    if (json.<Boolean>getValue()) {
      JsonRenderer.render(report, "wubdiag " + Version.number(), terminal.interactive(), out);
    } else {
      TextOptions options =
          new TextOptions(
              terminal.inColour(colour.getValue(), System.getenv()),
              terminal.width(),
              full.getValue(),
              explain.getValue());
      out.write(TextRenderer.render(report, options));
    }
    out.flush();
  }
}
