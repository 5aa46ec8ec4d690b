package io.wubdiag.remix.bench;

import io.wubdiag.remix.worker.ChildLogging;
import io.wubdiag.remix.worker.StartMethod;
import java.util.List;

/**
 * What came of a scenario; a row of the benchmark's JSON, whose names scripts rely on.
 *
 * @param workersKilled how many workers were killed on purpose
 * @param jobs how many songs were accepted
 * @param succeeded how many of them were remixed
 * @param hung how many workers got stuck
 * @param seconds how long it took until all jobs had come to an end
 * @param enginePid the pid of the engine that ran it
 * @param diagnoses what wubdiag said of the workers that got stuck
 */
public record ScenarioResult(
    StartMethod startMethod,
    ChildLogging childLogging,
    int workersKilled,
    int jobs,
    int succeeded,
    int hung,
    double seconds,
    long enginePid,
    List<String> diagnoses) {

  /** Copies the list. */
  public ScenarioResult {
    diagnoses = List.copyOf(diagnoses);
  }

  /** From 0 to 1. */
  double successRate() {
    return jobs == 0 ? 0 : (double) succeeded / jobs;
  }
}
