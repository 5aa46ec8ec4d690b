package io.wubdiag.remix.cli;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows the progress of a remix: on a terminal as a bar that is redrawn, elsewhere as a line for
 * each new step.
 */
final class ProgressBar {
  private static final int CELLS = 24;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private final int width;
  private String told = "";
  private String drawn = "";

  /**
   * @param terminal whether {@code out} is one
   * @param width its columns
   */
  ProgressBar(PrintStream out, boolean terminal, int width) {
    this.out = out;
    this.terminal = terminal;
    this.width = width;
  }

  /**
   * @param share how much is done, from 0 to 1
   * @param text what is being done now
   */
  synchronized void show(double share, String text) {
    if (!terminal) {
      if (!text.equals(told)) {
        told = text;
        out.println(text);
      }
      return;
    }
    String line = line(share, text);
    if (!line.equals(drawn)) {
      drawn = line;
      out.print(ERASE_LINE + line);
      out.flush();
    }
  }

  /** Removes the bar. */
  synchronized void erase() {
    if (terminal && !drawn.isEmpty()) {
      out.print(ERASE_LINE);
      out.flush();
      drawn = "";
    }
  }

  private String line(double share, String text) {
    int full = (int) Math.floor(CELLS * share);
    String line =
        String.format(
            Locale.ROOT,
            "%s%s %3.0f %%  %s",
            "█".repeat(full),
            "░".repeat(CELLS - full),
            Math.floor(100 * share),
            text);
    return line.length() < width ? line : line.substring(0, width - 1);
  }
}
