package io.wubdiag.remix.worker;

import io.wubdiag.remix.arrange.RemixListener;
import java.util.concurrent.CompletableFuture;

/** A worker process, as its parent sees it. It does one thing at a time. */
public interface Worker extends AutoCloseable {
  /** Its number, from 1: a replacement has a number of its own. */
  int number();

  long pid();

  boolean isAlive();

  /**
   * Whether it can do another remix after this one. A forked one can't: nobody collects its
   * garbage.
   */
  boolean isReusable();

  /**
   * Completes when the process has ended, with how: "was killed by SIGKILL", "exited with code 1".
   */
  CompletableFuture<String> exit();

  /**
   * Has a song remixed, and waits for it.
   *
   * @param listener called in this process, in the order in which the worker told, by one thread at
   *     a time, and not after this method has returned
   * @throws RemixFailedException the song is at fault
   * @throws WorkerDiedException the worker is gone; whoever else has the song may succeed
   */
  RemixResult remix(RemixRequest request, RemixListener listener)
      throws RemixFailedException, WorkerDiedException, InterruptedException;

  /** Ends the process at once. A remix under way ends with {@link WorkerDiedException}. */
  void kill();

  /** Ends the process: asks it to, and kills it if it does not within two seconds. */
  @Override
  void close();
}
