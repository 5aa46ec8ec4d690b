package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * What a thread waits for.
 *
 * @param timed whether it will give up by itself
 * @param since since when, null if there was no agent to note that
 */
public record Wait(ResourceId resource, Kind kind, boolean timed, @Nullable AwaitedSince since) {

  public Wait(ResourceId resource, Kind kind, boolean timed) {
    this(resource, kind, timed, null);
  }

  /** The same, with since when. */
  public Wait withSince(AwaitedSince newSince) {
    return new Wait(resource, kind, timed, newSince);
  }

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
    /** In the kernel, for a lock on a file. */
    FILE_LOCK,
    /** For a child process to end. */
    CHILD_EXIT
  }
}
