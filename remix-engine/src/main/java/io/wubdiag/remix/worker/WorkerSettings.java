package io.wubdiag.remix.worker;

import io.wubdiag.remix.arrange.Remixer;
import io.wubdiag.remix.files.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.event.Level;

/**
 * The settings of workers.
 *
 * @param directory the workers' own, of one engine: what is in it may be deleted while there is
 *     none of them
 * @param cache what is kept for the next engine, and may be shared by several: native libraries,
 *     unpacked
 * @param remixer has a public constructor without parameters; each worker makes one
 * @param childLogging where their log records go
 * @param logLevel from which level on the engine's own records are logged
 * @param heapMegabytes how much heap a spawned worker may have
 * @param startTimeout how long a worker may take until it is ready
 * @param warmUp how long a worker may remix for practice before it is ready; zero for not at all
 */
public record WorkerSettings(
    Path directory,
    Path cache,
    Class<? extends Remixer> remixer,
    ChildLogging childLogging,
    Level logLevel,
    int heapMegabytes,
    Duration startTimeout,
    Duration warmUp) {

  /** The defaults. */
  public static WorkerSettings of(Path directory, Class<? extends Remixer> remixer) {
    return new WorkerSettings(
        directory.toAbsolutePath(),
        directory.toAbsolutePath().resolve("cache"),
        remixer,
        ChildLogging.FORWARDED,
        Level.INFO,
        192,
        Duration.ofSeconds(60),
        Duration.ofSeconds(5));
  }

  public WorkerSettings withCache(Path newCache) {
    return new WorkerSettings(
        directory,
        newCache.toAbsolutePath(),
        remixer,
        childLogging,
        logLevel,
        heapMegabytes,
        startTimeout,
        warmUp);
  }

  public WorkerSettings withChildLogging(ChildLogging newChildLogging) {
    return new WorkerSettings(
        directory, cache, remixer, newChildLogging, logLevel, heapMegabytes, startTimeout, warmUp);
  }

  public WorkerSettings withLogLevel(Level newLevel) {
    return new WorkerSettings(
        directory, cache, remixer, childLogging, newLevel, heapMegabytes, startTimeout, warmUp);
  }

  public WorkerSettings withWarmUp(Duration newWarmUp) {
    return new WorkerSettings(
        directory, cache, remixer, childLogging, logLevel, heapMegabytes, startTimeout, newWarmUp);
  }

  /** The directory that is emptied when an engine starts. */
  Path running() {
    return directory.resolve("running");
  }

  /** Creates the directories, and deletes the files of killed workers. */
  void prepareDirectories() throws IOException {
    Directories.create(cache());
    Directories.delete(running());
    Directories.create(running());
  }

  Remixer newRemixer() {
    try {
      return remixer.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(remixer + " can't be made", e);
    }
  }
}
