package io.wubdiag.remix.rpc;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Until when a call may take.
 *
 * @param timeout how long that is; null if there is no end
 * @param nanos the instant, as {@link System#nanoTime()} has it; means nothing if there is no end
 */
record Deadline(@Nullable Duration timeout, long nanos) {
  static Deadline in(@Nullable Duration timeout) {
    return new Deadline(timeout, timeout == null ? 0 : System.nanoTime() + timeout.toNanos());
  }

  boolean isOver() {
    return timeout != null && nanos - System.nanoTime() <= 0;
  }

  /** Parks the current thread until then at most. */
  void park(Object blocker) {
    if (timeout == null) {
      LockSupport.park(blocker);
    } else {
      LockSupport.parkNanos(blocker, nanos - System.nanoTime());
    }
  }

  /** The time that there was in the beginning. */
  @Override
  public String toString() {
    return timeout == null ? "any time" : timeout.toMillis() + " ms";
  }
}
