package io.wubdiag.remix.worker;

/** How a worker comes to life; by the names that Python's multiprocessing gave them. */
public enum StartMethod {
  /** A fresh JVM. */
  SPAWN,
  /**
   * A copy of the parent by {@code fork(2)}, without any of its other threads: without a collector,
   * without compilers, and with every lock held for ever that one of them held. There to reproduce
   * what comes of it.
   */
  FORK
}
