package io.wubdiag.collect.machine;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A session with a helper program that answers one request after another. A request is a line of
 * its standard input. An answer is a line {@code answer LENGTH}, and this many bytes of UTF-8.
 * Other lines between answers are ignored: libraries in the helper may print.
 */
final class HelperSession {
  private static final String ANSWER = "answer ";
  private static final int MOST_LINE = 100;
  private static final long LAST_WORDS_MILLIS = 100;

  /** The mark behind the last answer. */
  private static final String ENDED = "";

  private final Process helper;
  private final HelperRun.Collected errors;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private volatile boolean over;

  private HelperSession(Process helper) {
    this.helper = helper;
    this.errors = new HelperRun.Collected(helper.getErrorStream(), HelperRun.MOST_ERRORS);
  }

  /**
   * Starts the program.
   *
   * @throws IOException if it could not be started
   */
  static HelperSession start(List<String> command) throws IOException {
    HelperSession session = new HelperSession(HelperRun.start(command));
    session.errors.start();
    session.new Answers().start();
    return session;
  }

  /**
   * Waits for the answer to one request. Only one thread may ask at a time. A helper that has not
   * answered by the deadline is asked to end, so that it releases a process that it has stopped. It
   * is killed if it has not ended within a second. It has ended when this returns.
   *
   * @return the answer, empty from an ended helper, and the helper's error output since the request
   */
  HelperRun ask(String request, Deadline deadline) {
    errors.clear();
    send(request);
    String answer = null;
    try {
      answer = answers.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      if (over) {
        errors.join(LAST_WORDS_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (answer == null || answer.equals(ENDED)) {
      over = true;
      HelperRun.end(helper);
    }
    return answer == null
        ? new HelperRun("", "", true)
        : new HelperRun(answer, errors.text(), false);
  }

  private void send(String request) {
    try {
      OutputStream input = helper.getOutputStream();
      input.write((request + '\n').getBytes(StandardCharsets.US_ASCII));
      input.flush();
    } catch (IOException e) {
      // The helper has ended, and with it its answers.
    }
  }

  /** Whether the helper has stopped answering. */
  boolean isOver() {
    return over;
  }

  /**
   * Closes the helper's input, and kills it if it has not ended after this time. The helper must be
   * idle.
   */
  void finish(Duration patience) {
    over = true;
    try (OutputStream input = helper.getOutputStream()) {
      input.close();
      helper.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      // The helper has ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      helper.destroyForcibly();
    }
  }

  private final class Answers extends Thread {
    Answers() {
      super("helper's answers");
      setDaemon(true);
    }

    @Override
    public void run() {
      try (InputStream in = new BufferedInputStream(helper.getInputStream(), 1 << 16)) {
        for (String answer = next(in); answer != null; answer = next(in)) {
          answers.add(answer);
        }
      } catch (IOException e) {
        // The helper was ended.
      }
      over = true;
      answers.add(ENDED);
    }

    /** The next answer; null if none comes. */
    private static @Nullable String next(InputStream in) throws IOException {
      String line = line(in);
      while (line != null && !line.startsWith(ANSWER)) {
        line = line(in);
      }
      int length = line == null ? -1 : length(line);
      if (length < 0 || length > HelperRun.MOST_OUTPUT) {
        return null;
      }
      byte[] bytes = in.readNBytes(length);
      return bytes.length < length ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static int length(String line) {
      try {
        return Integer.parseInt(line.substring(ANSWER.length()));
      } catch (NumberFormatException e) {
        return -1;
      }
    }

    /** The beginning of a line; null at the end. */
    private static @Nullable String line(InputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      int read = in.read();
      for (; read >= 0 && read != '\n'; read = in.read()) {
        if (line.length() < MOST_LINE) {
          line.append((char) read);
        }
      }
      return read < 0 ? null : line.toString();
    }
  }
}
