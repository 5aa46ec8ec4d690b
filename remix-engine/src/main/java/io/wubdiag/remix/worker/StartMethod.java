package io.wubdiag.remix.worker;

/** How a worker is started, by the names of Python's multiprocessing. */
public enum StartMethod {
  /** A new JVM. */
  SPAWN,
  /**
   * A copy of the parent by {@code fork(2)} without its other threads: it has no collector and no
   * compiler, and locks that those threads held stay locked for ever. It exists to reproduce the
   * hangs that result.
   */
  FORK
}
