package io.wubdiag.remix.worker;

import java.io.IOException;

/** Starts workers, all of one kind. */
public interface WorkerFactory {
  /**
   * Starts a worker and waits until it is ready.
   *
   * @throws IOException it did not start, with its last words
   */
  Worker start() throws IOException, InterruptedException;
}
