package io.wubdiag.remix.engine;

import io.wubdiag.remix.worker.Worker;
import java.time.Duration;

/** A worker at a job. */
final class Attempt {
  private final LiveJob job;
  private final int number;
  private final Worker worker;
  private final long begun = System.nanoTime();
  private volatile long lastHeard = begun;
  private volatile boolean discarded;

  Attempt(LiveJob job, int number, Worker worker) {
    this.job = job;
    this.number = number;
    this.worker = worker;
  }

  LiveJob job() {
    return job;
  }

  /** From 1, over all of the job's attempts. */
  int number() {
    return number;
  }

  Worker worker() {
    return worker;
  }

  /** How long it has been going on. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** How long the worker has told nothing. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lastHeard);
  }

  /** The worker told something. */
  void heard() {
    lastHeard = System.nanoTime();
  }

  /**
   * The worker is to do nothing more: it is about to be killed. Called under the queue's lock while
   * the attempt goes on, so that its thread can't hand the worker another job meanwhile.
   */
  void discard() {
    discarded = true;
  }

  boolean isDiscarded() {
    return discarded;
  }

  /** The worker's name, for people. */
  String workerName() {
    return "worker " + worker.number() + " (pid " + worker.pid() + ")";
  }
}
