package io.wubdiag.remix.engine;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How an engine is set up.
 *
 * @param directory where the database and the jobs' files lie; it is made if there is none
 * @param workers how many workers there are, so how many songs are remixed at a time
 * @param mayWait how many songs may be in line
 * @param keepFor how long a job is kept after its end
 * @param keepBytes how many bytes the files of jobs at their end may have; those that ended first
 *     are deleted beyond that
 * @param jobTimeout how long one attempt at a song may take, beside {@code timeoutPerSecond}
 * @param timeoutPerSecond how much longer it may take for each second of the song, once its length
 *     is known
 * @param stallAfter for how long a worker may tell nothing before it is taken for stuck
 * @param dumpTimeout how long wubdiag may take to look into a stuck worker
 * @param maxCrashes how many workers a song may bring down, or get stuck, before it is given up
 * @param maxKills how many workers may be killed from outside over a song before it is given up. By
 *     an operator, that is no fault of the song; by the kernel, for want of memory, it may be
 * @param maxInterruptions how many times the engine may end without notice over a song before it is
 *     given up
 */
public record EngineOptions(
    Path directory,
    int workers,
    int mayWait,
    Duration keepFor,
    long keepBytes,
    Duration jobTimeout,
    double timeoutPerSecond,
    Duration stallAfter,
    Duration dumpTimeout,
    int maxCrashes,
    int maxKills,
    int maxInterruptions) {

  public EngineOptions {
    directory = directory.toAbsolutePath().normalize();
    require(workers >= 1, "there must be a worker");
    require(mayWait >= 0, "fewer than no songs can't wait");
    require(keepBytes >= 0, "fewer than no bytes can't be kept");
    require(!keepFor.isNegative(), "keepFor is negative");
    require(timeoutPerSecond >= 0, "timeoutPerSecond is negative");
    for (Duration time : new Duration[] {jobTimeout, stallAfter, dumpTimeout}) {
      require(time.compareTo(Duration.ZERO) > 0, "a timeout must be more than nothing");
    }
    require(maxCrashes >= 1, "a song needs a first attempt");
    require(maxKills >= 1, "a song needs a first attempt");
    require(maxInterruptions >= 1, "a song needs a first attempt");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * The defaults: a worker for each processor, four songs in line for each, kept for a day and in
   * 10 GB.
   */
  public static EngineOptions in(Path directory) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new EngineOptions(
        directory,
        processors,
        4 * processors,
        Duration.ofDays(1),
        10_000_000_000L,
        Duration.ofMinutes(5),
        1,
        Duration.ofSeconds(20),
        Duration.ofSeconds(5),
        2,
        6,
        5);
  }

  public EngineOptions withWorkers(int count) {
    return with(count, mayWait, keepFor, keepBytes, jobTimeout, stallAfter, dumpTimeout);
  }

  public EngineOptions withMayWait(int count) {
    return with(workers, count, keepFor, keepBytes, jobTimeout, stallAfter, dumpTimeout);
  }

  /** With other limits for jobs at their end. */
  public EngineOptions withRetention(Duration time, long bytes) {
    return with(workers, mayWait, time, bytes, jobTimeout, stallAfter, dumpTimeout);
  }

  public EngineOptions withJobTimeout(Duration time) {
    return with(workers, mayWait, keepFor, keepBytes, time, stallAfter, dumpTimeout);
  }

  /** With another watchdog. */
  public EngineOptions withWatchdog(Duration stall, Duration dump) {
    return with(workers, mayWait, keepFor, keepBytes, jobTimeout, stall, dump);
  }

  private EngineOptions with(
      int workers,
      int mayWait,
      Duration keepFor,
      long keepBytes,
      Duration jobTimeout,
      Duration stallAfter,
      Duration dumpTimeout) {
    return new EngineOptions(
        directory,
        workers,
        mayWait,
        keepFor,
        keepBytes,
        jobTimeout,
        timeoutPerSecond,
        stallAfter,
        dumpTimeout,
        maxCrashes,
        maxKills,
        maxInterruptions);
  }

  /** With other patience for songs that bring down what remixes them. */
  public EngineOptions withPatience(int crashes, int kills, int interruptions) {
    return new EngineOptions(
        directory,
        workers,
        mayWait,
        keepFor,
        keepBytes,
        jobTimeout,
        timeoutPerSecond,
        stallAfter,
        dumpTimeout,
        crashes,
        kills,
        interruptions);
  }
}
