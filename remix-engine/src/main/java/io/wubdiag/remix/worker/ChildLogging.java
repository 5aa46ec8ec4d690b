package io.wubdiag.remix.worker;

/** The destination of a worker's log records. */
public enum ChildLogging {
  /** To the parent, which writes the log. */
  FORWARDED,
  /**
   * Into the handlers that a forked child inherited, with their locks in any state. Only with
   * {@link StartMethod#FORK}. Hangs sooner or later.
   */
  INHERITED
}
