package io.wubdiag.model;

import java.util.List;

/**
 * The threads that could end a wait, of which any one is enough. A wait is hopeless if none of them
 * can ever act. (An {@link Owner} is another thing: all owners of a resource must let go.)
 *
 * @param any none means that nobody could end the wait
 */
public record Enablers(List<Enabler> any, Completeness completeness) {
  public Enablers {
    any = List.copyOf(any);
  }

  /** How sure it is that nobody else could end the wait. */
  public enum Completeness {
    /** These are all: a field or a record of the kernel names them. */
    COMPLETE,
    /**
     * These are all that could be found: every stack and every queue of the process was searched
     * for the awaited object.
     */
    AS_READ,
    /**
     * Others may exist: a static field leads to the awaited object, or a bound ended the search.
     */
    OPEN
  }

  /**
   * A thread that could end a wait.
   *
   * @param how by what it could
   */
  public record Enabler(ThreadRef thread, How how) {}

  /** By what a thread could end a wait. */
  public enum How {
    /** It is joined: its own end ends the wait. */
    JOINED,
    /** It runs the awaited task, or a part of it. */
    RUNS_TASK,
    /** It is a thread of the pool in whose queue the awaited task lies. */
    SERVES_QUEUE,
    /** Its stack reaches the awaited object. */
    REACHES,
    /** Its process has the other end of the pipe or connection open. */
    OTHER_END,
    /** It belongs to a child process whose end is awaited. */
    CHILD,
    /** Its process has the awaited lock of a file. */
    HAS_LOCK
  }
}
