package io.wubdiag.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A thread's wait for a resource.
 *
 * @param timed whether it has a time limit
 * @param since its begin, null without an agent that noted it
 * @param retried that it is retried whenever its time is up, null if that was not seen
 * @param enablers who could end it, beside the resource's owners; null if that was not looked for
 */
public record Wait(
    ResourceId resource,
    Kind kind,
    boolean timed,
    @Nullable AwaitedSince since,
    @Nullable Retried retried,
    @Nullable Enablers enablers) {

  public Wait(ResourceId resource, Kind kind, boolean timed) {
    this(resource, kind, timed, null, null, null);
  }

  /** A copy for a resource that has got another name. */
  public Wait withResource(ResourceId newResource) {
    return new Wait(newResource, kind, timed, since, retried, enablers);
  }

  /** A copy with its begin. */
  public Wait withSince(AwaitedSince newSince) {
    return new Wait(resource, kind, timed, newSince, retried, enablers);
  }

  /** A copy with how often it was seen. */
  public Wait withRetried(Retried newRetried) {
    return new Wait(resource, kind, timed, since, newRetried, enablers);
  }

  /** A copy with who could end it. */
  public Wait withEnablers(Enablers newEnablers) {
    return new Wait(resource, kind, timed, since, retried, newEnablers);
  }

  /** Whether the wait ends by time alone. */
  public boolean endsByItself() {
    return timed && retried == null;
  }

  /**
   * A timed wait that is retried, in a cycle of such waits.
   *
   * @param looks in how many looks its lock had the same owner
   * @param span over which time
   */
  public record Retried(int looks, Duration span) {}

  /** The kind of a wait. */
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
    /** In the kernel, to open a named pipe to write, until another process opens it to read. */
    OPEN,
    /** In the kernel, for a file lock. */
    FILE_LOCK,
    /** In the kernel, for a shared semaphore. */
    SEMAPHORE,
    /** For a child process to end. */
    CHILD_EXIT,
    /** To acquire a lock of an interpreter. */
    ACQUIRE,
    /** For a carrier: the thread is virtual, and runnable in its scheduler's queue. */
    CARRIER
  }
}
