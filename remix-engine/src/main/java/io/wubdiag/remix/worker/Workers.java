package io.wubdiag.remix.worker;

import java.io.IOException;
import java.util.List;

/** Workers by their start method. */
public final class Workers {
  /**
   * The JVM options for a process that forks: its children never collect garbage, so everything
   * that a short song needs must fit into the space for new objects.
   */
  public static final List<String> FORKABLE =
      List.of("-XX:+UseSerialGC", "-Xms2g", "-Xmx2g", "-Xmn1600m");

  private Workers() {}

  /**
   * Prepares to start workers.
   *
   * @throws IOException a directory can't be written
   * @throws IllegalArgumentException workers started so can't log there
   */
  public static WorkerFactory of(StartMethod startMethod, WorkerSettings settings)
      throws IOException, InterruptedException {
    return startMethod == StartMethod.SPAWN
        ? new SpawnedWorkers(settings)
        : new ForkedWorkers(settings);
  }
}
