package io.wubdiag.serviceability;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The lines of standard input. Ends this program when its standard input ends: the process that
 * started it is gone.
 */
final class Requests extends Thread {
  private static final long GRACE_MILLIS = 1000;

  private final Queue<String> waiting = new ArrayDeque<>();
  private boolean busy;

  Requests() {
    super("requests");
    setDaemon(true);
  }

  /** Waits for the next line. Either one more line comes, or this program ends. */
  synchronized String next() throws InterruptedException {
    busy = false;
    while (waiting.isEmpty()) {
      wait();
    }
    busy = true;
    return waiting.remove();
  }

  private synchronized void add(String request) {
    waiting.add(request);
    notifyAll();
  }

  private synchronized boolean isIdle() {
    return !busy && waiting.isEmpty();
  }

  @Override
  public void run() {
    try {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      // a failure counts as the end
    }
    if (!isIdle()) {
      new Halt().start();
    }
    System.exit(0);
  }

  /**
   * Ends the program at once. An orderly end detaches from the process, and can wait for ever for
   * one of its tasks to stop. The kernel releases the process when we are gone.
   */
  private static final class Halt extends Thread {
    Halt() {
      super("halt");
    }

    @Override
    public void run() {
      try {
        sleep(GRACE_MILLIS);
      } catch (InterruptedException e) {
        // no thread interrupts this one; it would end all the same
      }
      Runtime.getRuntime().halt(1);
    }
  }
}
