package io.wubdiag.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a thread waits for.
 *
 * @param timed whether it will give up by itself
 * @param since since when, null if there was no agent to note that
 * @param retried that it is begun anew whenever its time is up, null if it was not seen so
 */
public record Wait(
    ResourceId resource,
    Kind kind,
    boolean timed,
    @Nullable AwaitedSince since,
    @Nullable Retried retried) {

  public Wait(ResourceId resource, Kind kind, boolean timed) {
    this(resource, kind, timed, null, null);
  }

  /** The same, with since when. */
  public Wait withSince(AwaitedSince newSince) {
    return new Wait(resource, kind, timed, newSince, retried);
  }

  /** The same, with how often it was seen. */
  public Wait withRetried(Retried newRetried) {
    return new Wait(resource, kind, timed, since, newRetried);
  }

  /** Whether time alone will end it. */
  public boolean endsByItself() {
    return timed && retried == null;
  }

  /**
   * That a thread waits for a limited time, again and again, in a cycle of such waits.
   *
   * @param looks in how many looks its lock had the same owner
   * @param span over which time
   */
  public record Retried(int looks, Duration span) {}

  /** The way in which it waits. */
  public enum Kind {
    /** To enter a monitor. */
    ENTER_MONITOR,
    /** To enter a monitor again after {@code Object.wait()}. */
    REENTER_MONITOR,
    /** In {@code Object.wait()}, to be notified. */
    OBJECT_WAIT,
    /** Parked by {@code LockSupport}. */
    PARK,
    /** In the kernel, for a native mutex. */
    NATIVE_MUTEX,
    /** For the JVM itself. */
    VM_OPERATION,
    CLASS_INITIALISATION,
    /** In the kernel, to write to a full pipe or connection. */
    WRITE,
    /** In the kernel, to read from an empty pipe or connection. */
    READ,
    /** In the kernel, to open a named pipe to write, until somebody opens it to read. */
    OPEN,
    /** In the kernel, for a lock on a file. */
    FILE_LOCK,
    /** In the kernel, for a semaphore that processes share. */
    SEMAPHORE,
    /** For a child process to end. */
    CHILD_EXIT,
    /** To acquire a lock of an interpreter's. */
    ACQUIRE,
    /** Of a virtual thread that could run, in its scheduler's queue, for a carrier. */
    CARRIER
  }
}
