package io.wubdiag.remix.engine;

import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that wait for a worker, in the order in which they were accepted; one whose worker died
 * is back in its old place. Guarded by the {@link JobQueue} that it is of.
 */
final class WaitingLine {
  private final int mayWait;

  /** By number. */
  private final TreeMap<Long, LiveJob> jobs = new TreeMap<>();

  /** How many are on their way, and have their place. */
  private int arriving;

  /** How many workers wait for a job. */
  private int idle;

  private String trouble = "";

  WaitingLine(int mayWait) {
    this.mayWait = mayWait;
  }

  /**
   * Takes a place for a job that is about to come. A worker that waits is a place, too; one that is
   * yet to start is not.
   */
  void reserve() throws QueueFullException {
    if (jobs.size() + arriving - idle >= mayWait) {
      throw new QueueFullException(waiting());
    }
    arriving++;
  }

  /** The job that a place was taken for is here, or won't come. */
  void arrived() {
    arriving--;
  }

  void add(LiveJob job) {
    jobs.put(job.stored().number(), job);
  }

  void remove(LiveJob job) {
    jobs.remove(job.stored().number());
  }

  /** The next one to be done; null if nobody waits. */
  @Nullable LiveJob first() {
    return jobs.isEmpty() ? null : jobs.firstEntry().getValue();
  }

  Collection<LiveJob> all() {
    return jobs.values();
  }

  /** A worker begins to wait for a job. */
  void idle() {
    idle++;
  }

  /** A worker waits no more. */
  void busy() {
    idle--;
  }

  /** Why there is no worker; empty if there is one. */
  void trouble(String reason) {
    trouble = reason;
  }

  /** How many wait that no worker is about to take. */
  int waiting() {
    return Math.max(0, jobs.size() + arriving - idle);
  }

  /** A job's place, from 1; 0 if it is not in line. */
  int place(LiveJob job) {
    long number = job.stored().number();
    return jobs.containsKey(number) ? jobs.headMap(number, true).size() : 0;
  }

  /** A place in words. */
  String text(int place) {
    return "Number " + place + " in line" + (trouble.isEmpty() ? "" : ": " + trouble);
  }
}
