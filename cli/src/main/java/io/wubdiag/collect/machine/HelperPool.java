package io.wubdiag.collect.machine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pool of helpers that run one command. Normally one helper answers all requests in turn. Another
 * one is started only when a request has waited for long: the first is stuck with a process that is
 * large or can't be read.
 */
public final class HelperPool implements AutoCloseable {
  private static final long PATIENCE_NANOS = 1_000_000_000;

  /** A helper's answer for a process that only a new helper can read. */
  private static final String OTHER = "other\n";

  private final List<String> command;
  private final Duration lastWords;
  private final Deque<HelperSession> idle = new ArrayDeque<>();
  private int helpers;
  private long lastStart;
  private boolean closed;

  /**
   * A pool without helpers. They start on the first request.
   *
   * @param lastWords how long a helper may take to end after its input has ended
   */
  public HelperPool(List<String> command, Duration lastWords) {
    this.command = List.copyOf(command);
    this.lastWords = lastWords;
  }

  /**
   * A helper's answer. Empty if the helper has ended at this request; the next request gets a new
   * helper.
   *
   * @return null if no helper was free by the deadline
   * @throws IOException if none could be started
   */
  @Nullable HelperRun ask(String request, Deadline deadline) throws IOException {
    HelperSession helper = take(deadline);
    if (helper == null) {
      return null;
    }
    try {
      HelperRun answer = helper.ask(request, deadline);
      if (answer.output().equals(OTHER)) {
        helper.finish(Duration.ZERO);
        helper = HelperSession.start(command);
        answer = helper.ask(request, deadline);
      }
      return answer;
    } finally {
      giveBack(helper);
    }
  }

  private synchronized @Nullable HelperSession take(Deadline deadline) throws IOException {
    long patience = System.nanoTime() + PATIENCE_NANOS;
    while (!closed && !deadline.hasPassed()) {
      HelperSession helper = idle.poll();
      if (helper != null) {
        return helper;
      }
      long now = System.nanoTime();
      long left = Math.max(patience - now, lastStart + PATIENCE_NANOS - now);
      if (helpers == 0 || left <= 0) {
        lastStart = now;
        helper = HelperSession.start(command);
        helpers++;
        return helper;
      }
      try {
        wait(1 + Math.min(left, deadline.remaining().toNanos()) / 1_000_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return null;
  }

  private synchronized void giveBack(HelperSession helper) {
    if (closed && !helper.isOver()) {
      helper.finish(Duration.ZERO);
    }
    if (helper.isOver()) {
      helpers--;
    } else {
      idle.push(helper);
    }
    notifyAll();
  }

  /** Ends the idle helpers. Each busy one ends after its answer. */
  @Override
  public synchronized void close() {
    closed = true;
    for (HelperSession helper : idle) {
      helper.finish(lastWords);
    }
    idle.clear();
    notifyAll();
  }
}
