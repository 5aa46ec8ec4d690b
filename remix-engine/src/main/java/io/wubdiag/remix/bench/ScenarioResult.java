package io.wubdiag.remix.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.wubdiag.remix.worker.ChildLogging;
import io.wubdiag.remix.worker.StartMethod;
import org.jspecify.annotations.Nullable;

/**
 * What came of a scenario; a row of the benchmark's JSON, whose names scripts rely on.
 *
 * @param workersKilled how many workers were killed on purpose
 * @param jobs how many songs were accepted
 * @param succeeded how many of them were remixed
 * @param hung how many workers got stuck
 * @param seconds how long it took until all jobs had come to an end
 * @param enginePid the pid of the engine that ran it
 * @param diagnosis what wubdiag said of the first worker that got stuck; null if none did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScenarioResult(
    StartMethod startMethod,
    ChildLogging childLogging,
    int workersKilled,
    int jobs,
    int succeeded,
    int hung,
    double seconds,
    long enginePid,
    @Nullable String diagnosis) {

  /** From 0 to 1. */
  double successRate() {
    return jobs == 0 ? 0 : (double) succeeded / jobs;
  }
}
