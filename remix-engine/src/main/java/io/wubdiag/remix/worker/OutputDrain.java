package io.wubdiag.remix.worker;

import io.wubdiag.remix.log.ProcessLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.event.Level;

/**
 * Reads a process's stdout or stderr, so that the process never waits for a reader, and logs it
 * line by line. Ends with the process.
 */
final class OutputDrain {
  /** A longer line becomes several records. */
  static final int MAX_LINE = 8192;

  private static final int LAST_LINES = 20;

  private final InputStream stream;
  private final String name;
  private final Level level;
  private final ProcessLog log;
  private final Deque<String> last = new ArrayDeque<>();
  private final Thread thread;

  private OutputDrain(InputStream stream, String name, Level level, ProcessLog log) {
    this.stream = stream;
    this.name = name;
    this.level = level;
    this.log = log;
    this.thread = new Thread(this::run, name);
  }

  /**
   * Starts to read.
   *
   * @param name what the records say for a logger
   */
  static OutputDrain start(InputStream stream, String name, Level level, ProcessLog log) {
    OutputDrain drain = new OutputDrain(stream, name, level, log);
    drain.thread.setDaemon(true);
    drain.thread.start();
    return drain;
  }

  private void run() {
    byte[] line = new byte[MAX_LINE];
    byte[] buffer = new byte[1 << 16];
    int length = 0;
    try (stream) {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        for (int i = 0; i < count; i++) {
          if (buffer[i] == '\n' || length == MAX_LINE) {
            write(line, length);
            length = 0;
          }
          if (buffer[i] != '\n') {
            line[length++] = buffer[i];
          }
        }
      }
    } catch (IOException e) {
      log.write(Level.WARN, name, "can't be read any more: " + e);
    }
    if (length > 0) {
      write(line, length);
    }
  }

  private void write(byte[] line, int length) {
    String text = new String(line, 0, length, StandardCharsets.UTF_8);
    log.write(level, name, text);
    synchronized (last) {
      if (last.size() == LAST_LINES) {
        last.removeFirst();
      }
      last.addLast(text);
    }
  }

  /** The last lines, {@value #LAST_LINES} at most. */
  String lastLines() {
    synchronized (last) {
      return String.join("\n", last);
    }
  }

  /** Waits a short time for the end of the stream: a child of the process may keep it open. */
  void await(long millis) throws InterruptedException {
    thread.join(millis);
  }
}
