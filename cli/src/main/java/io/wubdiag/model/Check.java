package io.wubdiag.model;

/**
 * How a reader can see a fact for himself.
 *
 * @param tid a task of the process, 0 if none is meant
 * @param detail what else is needed: a name, or the number of a word in memory; empty for nothing
 */
public record Check(Kind kind, long pid, long tid, String detail) {

  /** A process is looked at. */
  public static Check of(Kind kind, long pid) {
    return new Check(kind, pid, 0, "");
  }

  /** What to look at. */
  public enum Kind {
    /** The system call that a task is in. */
    SYSTEM_CALL,
    /** Those that all tasks of the process are in. */
    SYSTEM_CALLS,
    /** For how long a task has run, twice. */
    RUN_TIME,
    TASK_STATE,
    TASK_NAMES,
    TASKS,
    /** The process that a task belongs to. */
    TASK_PROCESS,
    PARENT,
    PARENT_AND_FILES,
    /** Its open files. */
    FILES,
    /** The processes that have the named file open. */
    FILE_EVERYWHERE,
    /** The kernel's list of locks on files. */
    FILE_LOCKS,
    /** How much the process has written. */
    WRITTEN,
    /** The processes that have the named semaphore in memory. */
    SEMAPHORE_MAPS,
    STATE,
    /** Whether its control group is frozen. */
    FROZEN,
    /** Whether it was forked and has executed nothing since. */
    FORK_FLAG,
    /** For how long each of its threads has run. */
    THREAD_TIMES,
    STACKS,
    STACKS_AND_LOCKS,
    STACKS_TWICE,
    VIRTUAL_STACKS,
    /** Stacks by a helper, of a JVM that does not answer. */
    HELPER_STACKS,
    HELPER_STACKS_AND_LOCKS,
    PYTHON_STACKS,
    /** The word of that number in its memory. */
    WORD
  }
}
