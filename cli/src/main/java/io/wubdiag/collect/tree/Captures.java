package io.wubdiag.collect.tree;

import io.wubdiag.model.ProcessCapture;
import java.util.LinkedHashMap;
import java.util.Map;

/** The captures of a tree while they are completed. Not thread-safe. */
public final class Captures {
  private final Map<Long, ProcessCapture> byPid = new LinkedHashMap<>();
  private final long begun;

  /**
   * Begins without captures.
   *
   * @param begun when the first process is looked at, by the machine's {@code nanoTime}
   */
  public Captures(long begun) {
    this.begun = begun;
  }

  /**
   * All captures, parents before children. The map is live: a change of it changes these captures.
   */
  public Map<Long, ProcessCapture> byPid() {
    return byPid;
  }

  /** When the first process was looked at, by the machine's {@code nanoTime}. */
  public long begun() {
    return begun;
  }
}
