package io.wubdiag.agent.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * That a thread holds a lock, or waits for something. Written by that thread only, and used again
 * for its next lock.
 */
final class Hold {
  /**
   * The object whose monitor it is, the lock, or the semaphore, or what else is waited for; null
   * while this is not in use.
   */
  @Nullable Object lock;

  /** Where it was acquired, or is waited for. */
  int site;

  /** How often it was acquired and not given back; of a semaphore, how many permits. */
  int count;

  /** Whether others can hold it as well. */
  boolean shared;

  /**
   * The clock when it was acquired, or when the wait for it began; 0 while it is given up in a
   * wait, and if it is not known.
   */
  long since;
}
