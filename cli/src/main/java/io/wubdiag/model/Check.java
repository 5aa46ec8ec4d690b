package io.wubdiag.model;

/**
 * A way in which a reader can check a fact.
 *
 * @param tid a task of the process, 0 if none is meant
 * @param detail what else is needed: a name, or the number of a word in memory; empty for nothing
 */
public record Check(Kind kind, long pid, long tid, String detail) {

  /** A check on a process as a whole. */
  public static Check of(Kind kind, long pid) {
    return new Check(kind, pid, 0, "");
  }

  /** The kinds of checks. */
  public enum Kind {
    /** The system call in which a task is. */
    SYSTEM_CALL,
    /** The system calls in which all tasks of the process are. */
    SYSTEM_CALLS,
    /** How long a task has run, read twice. */
    RUN_TIME,
    TASK_STATE,
    TASK_NAMES,
    TASKS,
    /** The process to which a task belongs. */
    TASK_PROCESS,
    PARENT,
    PARENT_AND_FILES,
    /** The open files of the process. */
    FILES,
    /** The processes that have the named file open. */
    FILE_EVERYWHERE,
    /** The kernel's list of file locks. */
    FILE_LOCKS,
    /** How many bytes the process has written. */
    WRITTEN,
    /** The processes that have mapped the named semaphore. */
    SEMAPHORE_MAPS,
    STATE,
    /** Whether the control group of the process is frozen. */
    FROZEN,
    /** Whether the process was forked and has not executed a program since. */
    FORK_FLAG,
    /** How long each thread of the process has run. */
    THREAD_TIMES,
    STACKS,
    STACKS_AND_LOCKS,
    STACKS_TWICE,
    VIRTUAL_STACKS,
    /** Stacks by a helper, for a JVM that does not answer. */
    HELPER_STACKS,
    HELPER_STACKS_AND_LOCKS,
    PYTHON_STACKS,
    /** The word with this number in the memory of the process. */
    WORD
  }
}
