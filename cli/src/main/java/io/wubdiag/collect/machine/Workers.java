package io.wubdiag.collect.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A pool of threads that ask many processes at once. They are daemons: a thread that hangs with its
 * process never keeps us from ending.
 */
public final class Workers implements AutoCloseable {
  private final ExecutorService threads;

  /** A pool of this many threads. */
  public Workers(int count) {
    threads =
        Executors.newFixedThreadPool(
            count,
            work -> {
              Thread thread = new Thread(work, "collector");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Runs all tasks; the result is null for a task that did not end in time. A fault of our own is
   * rethrown.
   */
  public <T> List<@Nullable T> runAll(List<Callable<T>> work, Deadline deadline) {
    List<Future<T>> futures = new ArrayList<>(work.size());
    for (Callable<T> one : work) {
      futures.add(threads.submit(one));
    }
    List<@Nullable T> results = new ArrayList<>(work.size());
    for (Future<T> future : futures) {
      results.add(result(future, deadline));
    }
    return results;
  }

  private static <T> @Nullable T result(Future<T> future, Deadline deadline) {
    try {
      return future.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
