package io.wubdiag.remix.bench;

import io.wubdiag.remix.worker.ChildLogging;
import io.wubdiag.remix.worker.StartMethod;
import java.util.List;

/**
 * A way to run workers, and how much they are given to do.
 *
 * @param startMethod how they are started
 * @param childLogging where they log
 * @param killEverySeconds how often one of them is killed; zero for never
 * @param jobs how many songs are remixed
 */
public record Scenario(
    StartMethod startMethod, ChildLogging childLogging, double killEverySeconds, int jobs) {

  /**
   * What the incident of 2012 was, what cured it, and what there is now.
   *
   * @param jobs how many songs the spawned workers get
   * @param forkedJobs how many the forked ones get, which take longer: each that hangs is waited
   *     for
   * @param killEverySeconds how often a worker is killed in the last one
   */
  public static List<Scenario> incident(int jobs, int forkedJobs, double killEverySeconds) {
    return List.of(
        new Scenario(StartMethod.FORK, ChildLogging.INHERITED, 0, forkedJobs),
        new Scenario(StartMethod.FORK, ChildLogging.FORWARDED, 0, forkedJobs),
        new Scenario(StartMethod.SPAWN, ChildLogging.FORWARDED, 0, jobs),
        new Scenario(StartMethod.SPAWN, ChildLogging.FORWARDED, killEverySeconds, jobs));
  }

  /** What it is, for people. */
  public String label() {
    String what =
        startMethod == StartMethod.SPAWN
            ? "spawn"
            : "fork, "
                + (childLogging == ChildLogging.INHERITED ? "inherited" : "forwarded")
                + " logging";
    return killEverySeconds == 0 ? what : what + ", one killed every " + killEverySeconds + " s";
  }
}
