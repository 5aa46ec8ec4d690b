package io.wubdiag.collect.machine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of a helper program.
 *
 * @param output what it printed
 * @param errors the beginning of its standard error
 * @param timedOut whether it was ended because the deadline had passed
 */
public record HelperRun(String output, String errors, boolean timedOut) {
  static final int MOST_OUTPUT = 1 << 28;
  static final int MOST_ERRORS = 2000;
  private static final long GRACE_MILLIS = 1000;

  /**
   * Environment variables that would add options to the helper, add lines to its output, or make
   * gdb ask a server.
   */
  private static final String[] UNWANTED = {
    "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH", "DEBUGINFOD_URLS"
  };

  /**
   * Runs a helper to its end or to the deadline. At the deadline it is asked to end, so that it
   * releases a process that it has stopped. It is killed if it has not ended within a second. It
   * has ended when this returns.
   *
   * @throws IOException if it could not be started
   */
  public static HelperRun of(List<String> command, Deadline deadline) throws IOException {
    Process helper = start(command);
    Collected output = new Collected(helper.getInputStream(), MOST_OUTPUT);
    Collected errors = new Collected(helper.getErrorStream(), MOST_ERRORS);
    boolean ended = false;
    try {
      output.start();
      errors.start();
      ended = helper.waitFor(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      if (ended) {
        output.join();
        errors.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = false;
    } finally {
      end(helper);
    }
    return ended ? new HelperRun(output.text(), errors.text(), false) : new HelperRun("", "", true);
  }

  static Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    for (String name : UNWANTED) {
      builder.environment().remove(name);
    }
    return builder.start();
  }

  /**
   * Asks a helper to end. Kills it if it has not ended within a second, or if we are about to end
   * ourselves.
   */
  static void end(Process helper) {
    try {
      helper.destroy();
      helper.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      helper.destroyForcibly().onExit().join();
    }
  }

  /** Reads a stream to its end and keeps its beginning. */
  static final class Collected extends Thread {
    private final InputStream in;
    private final int most;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    Collected(InputStream in, int most) {
      super("helper's output");
      setDaemon(true);
      this.in = in;
      this.most = most;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[1 << 16];
      try (in) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          kept.write(buffer, 0, Math.min(read, most - kept.size()));
        }
      } catch (IOException e) {
        // The helper was ended; its output is incomplete and the last line is missing.
      }
    }

    /** Drops the text read so far. */
    void clear() {
      kept.reset();
    }

    /** All text, once this thread has ended. */
    String text() {
      return kept.toString(StandardCharsets.UTF_8);
    }
  }
}
