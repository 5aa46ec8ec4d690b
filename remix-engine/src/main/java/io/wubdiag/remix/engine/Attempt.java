package io.wubdiag.remix.engine;

import io.wubdiag.remix.worker.Worker;
import java.time.Duration;

/** One attempt of a worker at a job. */
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

  /** The number among all attempts at the job, from 1. */
  int number() {
    return number;
  }

  Worker worker() {
    return worker;
  }

  /** The time since the attempt began. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** The time since the worker's last message. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lastHeard);
  }

  /** The worker has sent a message. */
  void heard() {
    lastHeard = System.nanoTime();
  }

  /**
   * Forbids the worker any further job: it is about to be killed. Called under the queue's lock
   * during the attempt, so that the worker's thread can't give it another job meanwhile.
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
