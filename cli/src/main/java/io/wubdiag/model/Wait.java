package io.wubdiag.model;

/**
 * What a thread waits for.
 *
 * @param timed whether it will give up by itself
 */
public record Wait(ResourceId resource, Kind kind, boolean timed) {
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
    CLASS_INITIALISATION
  }
}
