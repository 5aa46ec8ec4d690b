package io.wubdiag.cli;

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
import picocli.CommandLine.Option;

/** How a report is printed. */
final class OutputOptions {
  @Option(names = "--json", description = "Print JSON; docs/json.md describes it.")
  boolean json;

  @Option(names = "--full", description = "Add every thread with its stack.")
  boolean full;

  @Option(
      names = "--explain",
      description = "Add the commands by which each piece of evidence can be checked.")
  boolean explain;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description =
          "auto, always or never (default: auto; NO_COLOR and CLICOLOR_FORCE are heeded).")
  Terminal.Colour colour = Terminal.Colour.AUTO;

  @Option(names = "--debug", description = "Show the stack trace of wubdiag's own faults.")
  boolean debug;

  void print(Report report) throws IOException {
    Terminal terminal = Terminal.current();
    try (Writer out =
        new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8)) {
      if (json) {
        JsonRenderer.render(report, "wubdiag " + Version.number(), terminal.interactive(), out);
      } else {
        TextOptions options =
            new TextOptions(
                terminal.inColour(colour, System.getenv()), terminal.width(), full, explain);
        out.write(TextRenderer.render(report, options));
      }
    }
  }
}
