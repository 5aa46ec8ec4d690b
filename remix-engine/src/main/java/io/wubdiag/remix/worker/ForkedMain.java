package io.wubdiag.remix.worker;

import io.wubdiag.remix.arrange.Remixer;
import io.wubdiag.remix.log.LogSink;
import io.wubdiag.remix.log.WorkerLog;
import io.wubdiag.remix.rpc.Connection;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * The work of a forked child, from the moment when it has only its own socket until the connection
 * ends. It runs with classes that its parent has loaded and code that its parent has compiled.
 */
final class ForkedMain {
  private final Remixer remixer;
  private final ChildLogging logging;

  ForkedMain(Remixer remixer, ChildLogging logging) {
    this.remixer = remixer;
    this.logging = logging;
  }

  /**
   * Serves the parent until the connection ends.
   *
   * @param scratch a directory of the worker's own
   */
  void serve(SocketChannel channel, Path scratch) throws IOException {
    CompletableFuture<Runnable> flush = new CompletableFuture<>();
    try (Connection parent = open(channel, scratch, flush)) {
      if (logging == ChildLogging.FORWARDED) {
        WorkerLog log = WorkerLog.replaceInherited(parent.proxy(LogSink.class));
        flush.complete(log::flush);
      } else {
        flush.complete(() -> {});
      }
      parent.proxy(ParentCalls.class).ready("fork");
      parent.closed().join();
    }
  }

  /** Runs the child's work once in the parent, without a change to the parent's log. */
  void rehearse(SocketChannel channel, Path scratch) throws IOException, InterruptedException {
    CompletableFuture<Runnable> flush = new CompletableFuture<>();
    try (Connection parent = open(channel, scratch, flush)) {
      WorkerLog.rehearse(parent.proxy(LogSink.class));
      flush.complete(() -> {});
      parent.proxy(ParentCalls.class).ready("rehearsal");
      parent.closed().join();
    }
  }

  private Connection open(SocketChannel channel, Path scratch, CompletableFuture<Runnable> flush)
      throws IOException {
    return Connection.over(channel, "parent")
        .export(WorkerCalls.class, new RemixDuty(remixer, scratch, () -> flush.join().run()))
        .open();
  }
}
