package io.wubdiag.agent.order;

import org.jspecify.annotations.Nullable;

/**
 * A lock, and how it was taken.
 *
 * @param lock its number
 * @param shared by its read lock
 */
record Take(int lock, boolean shared) {
  /** Whether no two threads can have both at once. */
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
