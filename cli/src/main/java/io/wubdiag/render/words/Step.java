package io.wubdiag.render.words;

import java.util.List;

/**
 * A step on the way to a cause: a thread, and below it what is to be said of it.
 *
 * @param lines each with its label
 */
public record Step(String who, List<Line> lines) {
  public Step {
    lines = List.copyOf(lines);
  }

  /** {@code waits for} the monitor of a com.acme.Cache. */
  public record Line(String label, String text) {}
}
