package io.wubdiag.remix.cli;

import io.wubdiag.remix.arrange.StreamingRemixer;
import io.wubdiag.remix.files.Directories;
import io.wubdiag.remix.worker.StartMethod;
import io.wubdiag.remix.worker.WorkerFactory;
import io.wubdiag.remix.worker.WorkerSettings;
import io.wubdiag.remix.worker.Workers;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.event.Level;

/** A temporary directory of a command. It is deleted at the end, also after an interrupt. */
final class WorkDirectory implements Closeable {
  private static final long KILL_SECONDS = 5;

  private final Path path;
  private final Thread hook;
  private volatile boolean interrupted;

  private WorkDirectory(Path path) {
    this.path = path;
    this.hook = new Thread(this::interrupted, "clean up");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  static WorkDirectory create() throws IOException {
    return new WorkDirectory(Files.createTempDirectory("remix"));
  }

  Path path() {
    return path;
  }

  /** Starts workers whose directory is within this one. */
  WorkerFactory workers(Path directory) throws IOException, InterruptedException {
    WorkerSettings settings =
        WorkerSettings.of(directory, StreamingRemixer.class)
            .withCache(UserDirectories.cache())
            .withLogLevel(Level.WARN);
    return Workers.of(StartMethod.SPAWN, settings);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the hook is at it
    }
    delete();
  }

  /** Whether the command was interrupted. */
  boolean isInterrupted() {
    return interrupted;
  }

  /** Ends the workers first: otherwise they would write while their files are deleted. */
  private void interrupted() {
    interrupted = true;
    ProcessHandle.current()
        .children()
        .peek(ProcessHandle::destroyForcibly)
        .map(ProcessHandle::onExit)
        .toList()
        .forEach(WorkDirectory::await);
    delete();
  }

  private static void await(CompletableFuture<ProcessHandle> exit) {
    try {
      exit.get(KILL_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // what it has left is deleted as far as that goes
    }
  }

  private void delete() {
    try {
      Directories.delete(path);
    } catch (IOException e) {
      System.err.println("remix: " + path + " can't be deleted: " + e.getMessage());
    }
  }
}
