package io.wubdiag.remix.worker;

/** Where a worker's log records go. */
public enum ChildLogging {
  /** To the parent, which alone writes the log. */
  FORWARDED,
  /**
   * Into the handlers that a forked child inherited, with their locks in whatever state they were.
   * Only with {@link StartMethod#FORK}. Hangs, sooner or later.
   */
  INHERITED
}
