package io.wubdiag.remix.worker;

import io.wubdiag.remix.arrange.RemixListener;
import java.util.concurrent.CompletableFuture;

/** A worker process in its parent. It does one job at a time. */
public interface Worker extends AutoCloseable {
  /** The number, from 1. A replacement has a new number. */
  int number();

  long pid();

  boolean isAlive();

  /**
   * Whether the worker can do another remix. A forked one can't, because it has no garbage
   * collector.
   */
  boolean isReusable();

  /**
   * Completes when the process has ended, with the way it ended: "was killed by SIGKILL", "exited
   * with code 1".
   */
  CompletableFuture<String> exit();

  /**
   * Remixes a song, and waits for the result.
   *
   * @param listener called in this process, in the order in which the worker told, by one thread at
   *     a time, and not after this method has returned
   * @throws RemixFailedException the song is at fault
   * @throws WorkerDiedException the worker is gone; whoever else has the song may succeed
   */
  RemixResult remix(RemixRequest request, RemixListener listener)
      throws RemixFailedException, WorkerDiedException, InterruptedException;

  /** Kills the process. A running remix ends with {@link WorkerDiedException}. */
  void kill();

  /** Ends the process: asks it to end, and kills it after two seconds. */
  @Override
  void close();
}
