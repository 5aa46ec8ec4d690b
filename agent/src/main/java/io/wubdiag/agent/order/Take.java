package io.wubdiag.agent.order;

import org.jspecify.annotations.Nullable;

/**
 * One acquisition of a lock.
 *
 * @param lock its number
 * @param shared whether in shared mode
 */
record Take(int lock, boolean shared) {
  /** Whether two threads can't make both acquisitions at the same time. */
  boolean excludes(Take other) {
    return lock == other.lock && !(shared && other.shared);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Take that && lock == that.lock && shared == that.shared;
  }

  @Override
  public int hashCode() {
    return 31 * lock + (shared ? 1 : 0);
  }
}
