package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * An owner of a resource.
 *
 * @param record where the ownership is recorded
 * @param acquired its acquisition, null without an agent that noted it
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

  /** A copy with its acquisition. */
  public Owner withAcquired(Acquisition newAcquired) {
    return new Owner(thread, liveness, record, certainty, newAcquired);
  }

  /** Whether the owner can ever release the resource. */
  public enum Liveness {
    LIVE,
    /**
     * A ghost: listed in the memory of a forked process, without a task there. It exists only in
     * the parent.
     */
    GHOST,
    /** The thread has ended. */
    TERMINATED
  }

  /** Where an ownership is recorded. */
  public enum Record {
    /** A frame of its stack has the monitor locked. */
    LOCKED_FRAME,
    /** The owner word of the JVM's {@code ObjectMonitor}. */
    OBJECT_MONITOR,
    /** {@code AbstractOwnableSynchronizer.exclusiveOwnerThread}. */
    EXCLUSIVE_OWNER_THREAD,
    /** The JVM's own report of deadlocks, where no other source knows the owner. */
    DEADLOCK_SEARCH,
    /** A read hold of {@code ReentrantReadWriteLock}. */
    READ_HOLD,
    /** The {@code __owner} word of a {@code pthread_mutex_t}. */
    MUTEX_OWNER,
    /** The only thread that serves such requests (the VM thread, for VM operations). */
    ONLY_SERVER,
    /** The thread that runs the class' initialiser. */
    INITIALISER,
    /** Only its process has the other end of a pipe or connection open. */
    OTHER_END,
    /** Its process has inherited the write end of a pipe from a program that has ended. */
    LEFT_BEHIND,
    /**
     * Its process has inherited such a write end, and has never written a byte, there or elsewhere.
     */
    LEFT_BEHIND_UNUSED,
    /** The kernel's list of file locks names its process. */
    FILE_LOCK_LIST,
    /** It belongs to the child process whose end is awaited. */
    CHILD,
    /**
     * The agent's notes, for a lock that records no owner, where the lock's own state agrees with
     * them.
     */
    NOTED,
    /**
     * The queue of a free lock: this thread is next in it, and waits for a carrier. All other
     * threads in the queue are behind it.
     */
    NEXT_IN_QUEUE,
    /** The word of a Python lock that holds its owner's ident. */
    OWNER_IDENT,
    /** A lock that records no owner, and was locked when its process was forked. */
    LOCKED_AT_FORK,
    /**
     * The agent's note of the thread that acquired a semaphore's permit. Any thread may release a
     * permit, so no thread waits for this one: it is a hint for the reader, and not part of a wait
     * chain.
     */
    NOTED_PERMIT,
    /** It is joined: its own end would end the wait. */
    JOINED,
    /** It runs the awaited task, or a part of it. */
    RUNS_TASK,
    /** It is a thread of the pool in whose queue the awaited task lies. */
    SERVES_QUEUE,
    /** Its stack reaches the awaited object, and it is one of the few that could end the wait. */
    REACHES;

    /** Whether a thread that waits for the resource waits for this owner. */
    public boolean holdsUp() {
      return this != NOTED_PERMIT;
    }

    /** Whether it names one of several threads of which any one could end the wait. */
    public boolean isEnabler() {
      return this == JOINED || this == RUNS_TASK || this == SERVES_QUEUE || this == REACHES;
    }

    /** Whether it is the record of a Python lock. */
    public boolean ofPython() {
      return this == OWNER_IDENT || this == LOCKED_AT_FORK;
    }

    /** Whether its process holds a pipe by accident. */
    public boolean isLeftBehind() {
      return this == LEFT_BEHIND || this == LEFT_BEHIND_UNUSED;
    }

    /** Whether it shows an owner in another process, by the kernel's facts. */
    public boolean ofProcess() {
      return this == OTHER_END || this == LEFT_BEHIND || this == FILE_LOCK_LIST || this == CHILD;
    }
  }
}
