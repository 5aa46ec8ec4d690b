package io.wubdiag.remix.worker;

import com.sun.jna.Memory;
import io.wubdiag.remix.files.Directories;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.slf4j.event.Level;

/** A worker that is a forked child of this process. */
final class ForkedWorker extends ConnectedWorker {
  private static final long LAST_OUTPUT_MILLIS = 1000;
  private static final int SIGINFO_BYTES = 128;

  private final Path directory;
  private final SocketChannel socket;
  private final OutputDrain output;
  private boolean reaped;

  /**
   * @param directory the worker's own, which is deleted when it has ended
   * @param socket is connected to it
   * @param output what it writes to stdout and stderr
   */
  ForkedWorker(int number, int pid, Path directory, SocketChannel socket, InputStream output) {
    super(number, pid);
    this.directory = directory;
    this.socket = socket;
    this.output = OutputDrain.start(output, "output", Level.WARN, log());
    Thread reaper = new Thread(this::reap, "reaper of worker " + number);
    reaper.setDaemon(true);
    reaper.start();
  }

  SocketChannel socket() {
    return socket;
  }

  /** Waits for this child only: other children belong to {@code ProcessBuilder}. */
  private void reap() {
    int pid = (int) pid();
    int status;
    try (Memory info = new Memory(SIGINFO_BYTES);
        Memory word = new Memory(Integer.BYTES)) {
      while (LibC.waitid(LibC.P_PID, pid, info, LibC.WEXITED | LibC.WNOWAIT) < 0) {
        Thread.onSpinWait(); // interrupted by a signal: it is our child, and not reaped yet
      }
      synchronized (this) {
        LibC.waitpid(pid, word, 0);
        reaped = true;
      }
      status = word.getInt(0);
    }
    try {
      output.await(LAST_OUTPUT_MILLIS);
      deleteDirectory();
      ended(ExitReason.ofWaitStatus(status));
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a reaper", e);
    }
  }

  private void deleteDirectory() {
    try {
      Directories.delete(directory);
    } catch (IOException e) {
      log().write(Level.WARN, "worker", "what it left in " + directory + " stays: " + e);
    }
  }

  @Override
  public boolean isReusable() {
    return false;
  }

  @Override
  public void kill() {
    synchronized (this) {
      if (!reaped) { // else the number may be another's by now
        LibC.kill((int) pid(), LibC.SIGKILL);
      }
    }
  }

  @Override
  void askToEnd() {
    // the end of the connection says it
  }

  @Override
  String lastWords() {
    return output.lastLines();
  }
}
