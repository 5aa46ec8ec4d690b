package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * That a thread owns a resource.
 *
 * @param record where this is written down
 * @param acquired how it came by it, null if there was no agent to note that
 */
public record Owner(
    ThreadRef thread,
    Liveness liveness,
    Record record,
    Certainty certainty,
    @Nullable Acquisition acquired) {

  public Owner(ThreadRef thread, Liveness liveness, Record record, Certainty certainty) {
    this(thread, liveness, record, certainty, null);
  }

  /** The same, with how it came by it. */
  public Owner withAcquired(Acquisition newAcquired) {
    return new Owner(thread, liveness, record, certainty, newAcquired);
  }

  /** Whether the owner can ever let go. */
  public enum Liveness {
    LIVE,
    /**
     * Listed in the memory of a forked process, and without a task there: it was left behind in the
     * parent.
     */
    GHOST,
    /** It has ended. */
    TERMINATED
  }

  /** Where it is written down that a thread owns something. */
  public enum Record {
    /** A frame of its stack has the monitor locked. */
    LOCKED_FRAME,
    /** The owner word of the JVM's {@code ObjectMonitor}. */
    OBJECT_MONITOR,
    /** {@code AbstractOwnableSynchronizer.exclusiveOwnerThread}. */
    EXCLUSIVE_OWNER_THREAD,
    /** What the JVM prints of deadlocks that it has found itself, where nobody else could tell. */
    DEADLOCK_SEARCH,
    /** A read hold of {@code ReentrantReadWriteLock}. */
    READ_HOLD,
    /** The {@code __owner} word of a {@code pthread_mutex_t}. */
    MUTEX_OWNER,
    /** The thread that alone serves such requests (the VM thread, for VM operations). */
    ONLY_SERVER,
    /** The thread that runs the class' initialiser. */
    INITIALISER,
    /** Its process alone has the other end of a pipe or connection open. */
    OTHER_END,
    /**
     * Its process has the writing end of a pipe that it inherited from a program that has ended.
     */
    LEFT_BEHIND,
    /** The same, and that process has never written anything, there or elsewhere. */
    LEFT_BEHIND_UNUSED,
    /** The kernel's list of locks on files names its process. */
    FILE_LOCK_LIST,
    /** It is of the child process whose end is waited for. */
    CHILD,
    /**
     * The agent's notes, for a lock that names no owner, where the lock's own state agrees with
     * them.
     */
    NOTED,
    /**
     * The queue of a lock that is free: it is this thread's turn, and it waits for a carrier. All
     * others in the queue are behind it.
     */
    NEXT_IN_QUEUE,
    /** The word of a lock of Python's that holds its owner's ident. */
    OWNER_IDENT,
    /** A lock that names no owner, and was locked when its process was forked. */
    LOCKED_AT_FORK,
    /**
     * The agent's note of who acquired a semaphore's permit. Any thread may give one back, so
     * nobody waits for this one: it is a hint for a reader, and in no chain.
     */
    NOTED_PERMIT;

    /** Whether a thread that waits for the resource waits for this owner. */
    public boolean holdsUp() {
      return this != NOTED_PERMIT;
    }

    /** Whether it is of a lock of Python's. */
    public boolean ofPython() {
      return this == OWNER_IDENT || this == LOCKED_AT_FORK;
    }

    /** Whether its process has a pipe by accident. */
    public boolean isLeftBehind() {
      return this == LEFT_BEHIND || this == LEFT_BEHIND_UNUSED;
    }

    /** Whether it tells of another process, by what the kernel shows. */
    public boolean ofProcess() {
      return this == OTHER_END || this == LEFT_BEHIND || this == FILE_LOCK_LIST || this == CHILD;
    }
  }
}
