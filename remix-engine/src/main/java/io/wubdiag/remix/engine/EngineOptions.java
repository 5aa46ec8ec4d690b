package io.wubdiag.remix.engine;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The options of an engine.
 *
 * @param directory the directory of the database and the jobs' files; created if it is missing
 * @param workers the number of workers, and so of songs that are remixed at the same time
 * @param mayWait how many songs may be in line
 * @param keepFor how long a job is kept after its end
 * @param keepBytes how many bytes the files of ended jobs may have; beyond that the jobs that ended
 *     first are deleted
 * @param jobTimeout how long one attempt at a song may take, beside {@code timeoutPerSecond}
 * @param timeoutPerSecond how much longer it may take for each second of the song, once its length
 *     is known
 * @param stallAfter how long a worker may be silent before it counts as stuck
 * @param dumpTimeout how long wubdiag may take to dump a stuck worker
 * @param maxCrashes how many workers may crash or get stuck on a song before it is given up
 * @param maxKills how many workers may be killed from outside during a song before it is given up.
 *     If the kernel killed them for lack of memory, the song may be the cause
 * @param maxInterruptions how many times the engine may end without notice during a song before it
 *     is given up
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
    require(workers >= 1, "workers must be at least 1");
    require(mayWait >= 0, "mayWait is negative");
    require(keepBytes >= 0, "keepBytes is negative");
    require(!keepFor.isNegative(), "keepFor is negative");
    require(timeoutPerSecond >= 0, "timeoutPerSecond is negative");
    for (Duration time : new Duration[] {jobTimeout, stallAfter, dumpTimeout}) {
      require(time.compareTo(Duration.ZERO) > 0, "a timeout must be positive");
    }
    require(maxCrashes >= 1, "maxCrashes must be at least 1");
    require(maxKills >= 1, "maxKills must be at least 1");
    require(maxInterruptions >= 1, "maxInterruptions must be at least 1");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * The defaults: one worker for each processor, four waiting songs for each worker; jobs are kept
   * for a day and up to 10 GB.
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

  /** Returns options with other limits for ended jobs. */
  public EngineOptions withRetention(Duration time, long bytes) {
    return with(workers, mayWait, time, bytes, jobTimeout, stallAfter, dumpTimeout);
  }

  public EngineOptions withJobTimeout(Duration time) {
    return with(workers, mayWait, keepFor, keepBytes, time, stallAfter, dumpTimeout);
  }

  /** Returns options with another watchdog. */
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

  /** Returns options with other limits of attempts. */
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
