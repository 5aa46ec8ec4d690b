package io.wubdiag.model;

/** A way of asking a process, from the richest to the one that is always there. */
public enum Source {
  /** Our agent, loaded in the process already. */
  AGENT,
  /** The JVM itself, over the Attach API. */
  ATTACH,
  /**
   * The words of the process' memory that the JVM's exported tables say where to find. The process
   * is not stopped.
   */
  MEMORY,
  /** The target JDK's Serviceability Agent. Stops the process while it reads. */
  SERVICEABILITY,
  GDB,
  /** The files under {@code /proc}. */
  KERNEL
}
