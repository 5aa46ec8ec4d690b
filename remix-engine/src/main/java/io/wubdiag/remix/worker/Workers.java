package io.wubdiag.remix.worker;

import io.wubdiag.remix.arrange.StreamingRemixer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.event.Level;

/** The workers that remix songs, by their start method. */
public final class Workers {
  /**
   * What a JVM must be started with that is to be forked: its children never collect garbage, so
   * all that one needs for a short song must fit into the space for new objects.
   */
  public static final List<String> FORKABLE =
      List.of("-XX:+UseSerialGC", "-Xms2g", "-Xmx2g", "-Xmn1600m");

  private Workers() {}

  /**
   * Makes ready to start workers.
   *
   * @param directory the workers' own, of one engine
   * @param cache what may be shared with other engines
   * @param level from which level on they log
   * @throws IOException a directory can't be written
   * @throws IllegalArgumentException there is no such pair of start method and logging
   */
  public static WorkerFactory of(
      StartMethod startMethod, ChildLogging childLogging, Path directory, Path cache, Level level)
      throws IOException, InterruptedException {
    WorkerSettings settings =
        WorkerSettings.of(directory, StreamingRemixer.class)
            .withCache(cache)
            .withChildLogging(childLogging)
            .withLogLevel(level);
    return startMethod == StartMethod.SPAWN
        ? new SpawnedWorkers(settings)
        : new ForkedWorkers(settings);
  }
}
