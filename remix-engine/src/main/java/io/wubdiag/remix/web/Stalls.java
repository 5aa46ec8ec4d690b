package io.wubdiag.remix.web;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes the connections of clients that keep a thread waiting for one piece of a body. The
 * server's idle timeout does not find a client that moves one byte now and then.
 */
final class Stalls {
  private final long patience;
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

  /**
   * @param patience how long a thread may wait for one piece. A client that moves nothing at all
   *     should meet the server's idle timeout first: it gets an answer
   */
  Stalls(Duration patience, ScheduledExecutorService timer) {
    this.patience = patience.toNanos();
    long period = Math.max(1, patience.toMillis() / 8);
    timer.scheduleWithFixedDelay(this::check, period, period, TimeUnit.MILLISECONDS);
  }

  /** Watches a thread that uses a connection. Closing ends the watch. */
  Watch watch(Wire wire) {
    Watch watch = new Watch(this, wire);
    watches.add(watch);
    return watch;
  }

  private void check() {
    for (Watch watch : watches) {
      watch.check();
    }
  }

  /** A watch over one request. */
  static final class Watch implements AutoCloseable {
    private final Stalls stalls;
    private final Wire wire;
    private boolean waiting;
    private long since;

    private Watch(Stalls stalls, Wire wire) {
      this.stalls = stalls;
      this.wire = wire;
    }

    /** The thread begins to wait for the client. */
    synchronized void begin() {
      waiting = true;
      since = System.nanoTime();
    }

    /** The thread no longer waits. */
    synchronized void end() {
      waiting = false;
    }

    /** Holds the lock while it closes, so the request can't have ended. */
    private synchronized void check() {
      if (waiting && System.nanoTime() - since > stalls.patience) {
        waiting = false;
        wire.cut("The client is too slow");
      }
    }

    @Override
    public void close() {
      end();
      stalls.watches.remove(this);
    }
  }
}
