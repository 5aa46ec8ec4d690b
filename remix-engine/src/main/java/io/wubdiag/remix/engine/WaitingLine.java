package io.wubdiag.remix.engine;

import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that wait for a worker, in the order in which they were accepted. A job whose worker
 * died returns to its old place. Guarded by the {@link JobQueue} that it belongs to.
 */
final class WaitingLine {
  private final int mayWait;

  /** The waiting jobs by their numbers. */
  private final TreeMap<Long, LiveJob> jobs = new TreeMap<>();

  /** The number of reserved places, for jobs that are arriving. */
  private int arriving;

  /** The number of workers that wait for a job. */
  private int idle;

  private String trouble = "";

  WaitingLine(int mayWait) {
    this.mayWait = mayWait;
  }

  /**
   * Reserves a place for a job that is arriving. A waiting worker counts as a place; a worker that
   * has not started yet does not.
   */
  void reserve() throws QueueFullException {
    if (jobs.size() + arriving - idle >= mayWait) {
      throw new QueueFullException(waiting());
    }
    arriving++;
  }

  /** Ends a reservation: the job has arrived, or won't come. */
  void arrived() {
    arriving--;
  }

  void add(LiveJob job) {
    jobs.put(job.stored().number(), job);
  }

  void remove(LiveJob job) {
    jobs.remove(job.stored().number());
  }

  /** The next job to start; null if no job waits. */
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

  /** A worker no longer waits for a job. */
  void busy() {
    idle--;
  }

  /** Why there is no worker; empty if there is one. */
  void trouble(String reason) {
    trouble = reason;
  }

  /** The number of waiting jobs that no waiting worker will take. */
  int waiting() {
    return Math.max(0, jobs.size() + arriving - idle);
  }

  /** A job's place, from 1; 0 if it is not in line. */
  int place(LiveJob job) {
    long number = job.stored().number();
    return jobs.containsKey(number) ? jobs.headMap(number, true).size() : 0;
  }

  /** A place as a sentence. */
  String text(int place) {
    return "Number " + place + " in line" + (trouble.isEmpty() ? "" : ": " + trouble);
  }
}
