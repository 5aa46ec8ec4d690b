package io.wubdiag.agent.bootstrap;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Finds the lock of a condition. A condition does not tell, but a {@link ReentrantLock} does. */
final class Conditions {
  private Conditions() {}

  /**
   * The lock, among the {@code size} first holds, that a condition belongs to; null if none
   * qualifies. Locks of other classes than {@link ReentrantLock} do not tell: among them, the one
   * acquired last counts.
   */
  static @Nullable Hold lockOf(Condition condition, Hold[] holds, int size) {
    Hold last = null;
    int candidates = 0;
    for (int i = size - 1; i >= 0; i--) {
      if (holds[i].lock() instanceof Lock && !holds[i].shared) {
        last = last == null ? holds[i] : last;
        candidates++;
      }
    }
    if (candidates < 2) {
      return last;
    }
    Hold other = null;
    for (int i = size - 1; i >= 0; i--) {
      Hold hold = holds[i];
      Object lock = hold.lock();
      if (lock != null && lock.getClass() == ReentrantLock.class) {
        if (isOf((ReentrantLock) lock, condition)) {
          return hold;
        }
      } else if (lock instanceof Lock && !hold.shared && other == null) {
        other = hold;
      }
    }
    return other;
  }

  private static boolean isOf(ReentrantLock lock, Condition condition) {
    try {
      boolean unused = lock.hasWaiters(condition);
      return true;
    } catch (IllegalArgumentException | IllegalMonitorStateException e) {
      return false;
    }
  }
}
