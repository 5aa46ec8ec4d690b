package io.wubdiag.agent.bootstrap;

import org.jspecify.annotations.Nullable;

/** That a thread holds a lock. Written by that thread only, and used again for its next lock. */
final class Hold {
  /** The object whose monitor it is, the lock, or the semaphore; null while this is not in use. */
  @Nullable Object lock;

  /** Where it was acquired. */
  int site;

  /** How often it was acquired and not given back; of a semaphore, how many permits. */
  int count;

  /** Whether others can hold it as well. */
  boolean shared;

  /** The clock when it was acquired; 0 while it is given up in a wait, and if it is not known. */
  long since;
}
