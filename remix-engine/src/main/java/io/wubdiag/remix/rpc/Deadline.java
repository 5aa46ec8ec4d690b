package io.wubdiag.remix.rpc;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The time at which a call must be complete.
 *
 * @param timeout the time from now on; null for no limit
 * @param nanos the instant as a {@link System#nanoTime()}; meaningless without a limit
 */
record Deadline(@Nullable Duration timeout, long nanos) {
  static Deadline in(@Nullable Duration timeout) {
    return new Deadline(timeout, timeout == null ? 0 : System.nanoTime() + timeout.toNanos());
  }

  boolean isOver() {
    return timeout != null && nanos - System.nanoTime() <= 0;
  }

  /** Parks the current thread until the deadline at most. */
  void park(Object blocker) {
    if (timeout == null) {
      LockSupport.park(blocker);
    } else {
      LockSupport.parkNanos(blocker, nanos - System.nanoTime());
    }
  }

  /** The original timeout, for messages. */
  @Override
  public String toString() {
    return timeout == null ? "any time" : timeout.toMillis() + " ms";
  }
}
