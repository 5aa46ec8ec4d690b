package io.wubdiag.remix.worker;

import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.arrange.RemixListener;
import io.wubdiag.remix.log.LogSink;
import io.wubdiag.remix.log.ProcessLog;
import io.wubdiag.remix.rpc.Connection;
import io.wubdiag.remix.rpc.PeerGoneException;
import io.wubdiag.remix.rpc.RemoteFailureException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** A worker process at the other end of a connection, forked or spawned. */
abstract class ConnectedWorker implements Worker {
  private static final long CLOSE_MILLIS = 2000;

  private final int number;
  private final long pid;
  private final ProcessLog log;
  private final CompletableFuture<String> processEnd = new CompletableFuture<>();
  private final CompletableFuture<String> exit = new CompletableFuture<>();
  private final CompletableFuture<String> ready = new CompletableFuture<>();
  private volatile @Nullable Connection connection;

  ConnectedWorker(int number, long pid) {
    this.number = number;
    this.pid = pid;
    this.log = new ProcessLog("worker-" + number + "/" + pid);
  }

  @Override
  public final int number() {
    return number;
  }

  @Override
  public final long pid() {
    return pid;
  }

  @Override
  public final boolean isAlive() {
    return !exit.isDone();
  }

  @Override
  public final CompletableFuture<String> exit() {
    return exit.copy();
  }

  /** The worker's part of the log. */
  final ProcessLog log() {
    return log;
  }

  /** The worker's name, for errors and thread names. */
  final String name() {
    return "worker " + number + " (pid " + pid + ")";
  }

  /** Called once, when the process has ended: reads what it sent before. */
  final void ended(String reason) throws InterruptedException {
    processEnd.complete(reason);
    Connection open = connection;
    if (open != null) {
      try {
        open.closed().get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        open.close(); // a child of the process's may have the socket
      }
    }
    log.write(Level.INFO, "worker", "the process " + reason);
    exit.complete(reason);
  }

  /** The socket of a connection to a worker. */
  interface Socket {
    SocketChannel connected() throws IOException;
  }

  /**
   * Connects, and waits until the worker is ready. Otherwise kills it.
   *
   * @throws IOException it ended, or took too long; with its last words
   */
  final void start(Socket socket, Duration timeout) throws IOException, InterruptedException {
    boolean started = false;
    long begun = System.nanoTime();
    try {
      connection =
          Connection.over(socket.connected(), name())
              .export(LogSink.class, log)
              .export(ParentCalls.class, ready::complete)
              .exit(processEnd)
              .open();
      awaitReady(timeout.minusNanos(System.nanoTime() - begun));
      started = true;
    } catch (IOException e) {
      String words = lastWords().strip();
      throw new IOException(
          e.getMessage() + (words.isEmpty() ? "; it wrote nothing" : "; its last words:\n" + words),
          e);
    } finally {
      if (!started) {
        kill();
      }
    }
  }

  private void awaitReady(Duration timeout) throws IOException, InterruptedException {
    try {
      Object first =
          CompletableFuture.anyOf(ready, exit).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (!ready.isDone()) {
        throw new IOException(name() + " " + first + " before it was ready");
      }
      log.write(Level.INFO, "worker", "ready after " + ready.join());
    } catch (TimeoutException e) {
      throw new IOException(name() + " was not ready in time, " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The worker's last output to stdout and stderr. */
  abstract String lastWords();

  @Override
  public final RemixResult remix(RemixRequest request, RemixListener listener)
      throws RemixFailedException, WorkerDiedException, InterruptedException {
    Connection open = connection;
    if (open == null) {
      throw new IllegalStateException(name() + " has not been connected");
    }
    HeardListener heard = new HeardListener(listener);
    try {
      return open.proxy(WorkerCalls.class).remix(request, heard);
    } catch (PeerGoneException e) {
      throw new WorkerDiedException(name() + " " + reasonOfEnd(e));
    } catch (RemoteFailureException e) {
      RuntimeException thrown = heard.thrown;
      throw thrown == null ? e : thrown;
    } catch (InterruptedException e) {
      kill(); // otherwise it would go on for nothing
      throw e;
    }
  }

  private String reasonOfEnd(PeerGoneException gone) throws InterruptedException {
    try {
      return exit.get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      kill();
      return gone.reason() + ", and was killed";
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks the process to end. */
  abstract void askToEnd();

  @Override
  public final void close() {
    Connection open = connection;
    askToEnd();
    if (open != null) {
      open.close();
    }
    if (!awaitExit()) {
      kill();
      awaitExit();
    }
  }

  /** Waits uninterruptibly: this process deletes the worker's files afterwards. */
  private boolean awaitExit() {
    boolean interrupted = false;
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
    try {
      while (true) {
        try {
          exit.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
          return true;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException | ExecutionException e) {
          return false;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Calls the listener, and keeps an exception from it for the caller. */
  private static final class HeardListener implements RemixListener {
    private final RemixListener listener;
    private volatile @Nullable RuntimeException thrown;

    HeardListener(RemixListener listener) {
      this.listener = listener;
    }

    @Override
    public void progress(double share, String text) {
      hear(() -> listener.progress(share, text));
    }

    @Override
    public void analysed(SongAnalysis analysis) {
      hear(() -> listener.analysed(analysis));
    }

    @Override
    public void audible(long bytes) {
      hear(() -> listener.audible(bytes));
    }

    private void hear(Runnable call) {
      try {
        call.run();
      } catch (RuntimeException e) {
        thrown = e;
        throw e;
      }
    }
  }
}
