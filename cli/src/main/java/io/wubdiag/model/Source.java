package io.wubdiag.model;

/** A source that answers about a process, from the richest to the one that always exists. */
public enum Source {
  /** Our agent, if the process has loaded it already. */
  AGENT,
  /** The JVM itself, over the Attach API. */
  ATTACH,
  /**
   * Words of the process' memory, found by the tables that the JVM exports. The process is not
   * stopped.
   */
  MEMORY,
  /** The target JDK's Serviceability Agent. Stops the process while it reads. */
  SERVICEABILITY,
  GDB,
  /** The files under {@code /proc}. */
  KERNEL
}
