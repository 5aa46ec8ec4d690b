package io.wubdiag.remix.worker;

import io.wubdiag.remix.files.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.event.Level;

/** A worker in a new JVM. */
final class SpawnedWorker extends ConnectedWorker {
  private static final long LAST_OUTPUT_MILLIS = 1000;

  /**
   * HotSpot's directory for tools that monitor a JVM, such as wubdiag; always this one. The JVM
   * deletes its file there when it ends in order.
   */
  private static final String ATTACH_SOCKET = "/tmp/.java_pid";

  private final Process process;
  private final Path directory;
  private final OutputDrain stdout;
  private final OutputDrain stderr;

  /**
   * @param directory the worker's own, which is deleted when it has ended
   */
  SpawnedWorker(int number, Process process, Path directory) {
    super(number, process.pid());
    this.process = process;
    this.directory = directory;
    this.stdout = OutputDrain.start(process.getInputStream(), "stdout", Level.INFO, log());
    this.stderr = OutputDrain.start(process.getErrorStream(), "stderr", Level.WARN, log());
    Thread reaper = new Thread(this::reap, "reaper of worker " + number);
    reaper.setDaemon(true);
    reaper.start();
  }

  private void reap() {
    boolean interrupted = false;
    while (true) {
      try {
        int value = process.waitFor();
        stdout.await(LAST_OUTPUT_MILLIS);
        stderr.await(LAST_OUTPUT_MILLIS);
        ended(reason(value));
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reports how the worker ended, and deletes its files. */
  private String reason(int exitValue) {
    String reason = ExitReason.ofExitValue(exitValue);
    try {
      reason = CrashReport.in(directory).map(CrashReport::words).orElse(reason);
      Directories.delete(directory);
      Files.deleteIfExists(Path.of(ATTACH_SOCKET + pid()));
    } catch (IOException | UncheckedIOException e) {
      log().write(Level.WARN, "worker", "what it left in " + directory + " stays: " + e);
    }
    return reason;
  }

  @Override
  String lastWords() {
    return stderr.lastLines() + "\n" + stdout.lastLines();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  @Override
  public boolean isReusable() {
    return true;
  }

  @Override
  public void kill() {
    process.destroyForcibly();
  }

  @Override
  void askToEnd() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // it has ended already
    }
  }
}
