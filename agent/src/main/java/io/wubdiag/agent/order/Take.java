package io.wubdiag.agent.order;

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
}
