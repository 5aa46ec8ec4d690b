package io.wubdiag.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A captured tree of processes.
 *
 * @param roots the pids that were asked for
 * @param capturedAt when the capture began
 * @param duration how long it took
 * @param skew the time between the first process' instant and the last one's
 * @param processes parents before their children
 */
public record ProcessTreeSnapshot(
    String host,
    List<Long> roots,
    Instant capturedAt,
    Duration duration,
    Duration skew,
    List<ProcessCapture> processes) {
  public ProcessTreeSnapshot {
    roots = List.copyOf(roots);
    processes = List.copyOf(processes);
  }
}
