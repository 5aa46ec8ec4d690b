package io.wubdiag.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event of a JVM's flight recorder about a thread and a lock, recorded at its end. */
public sealed interface LockEvent {
  long pid();

  /** The thread's name. */
  String thread();

  /** The class of the lock, or of the object whose monitor it is. */
  String lockClass();

  /** The identity hash code of the lock, 0 if it was not recorded. */
  int identity();

  /** Where it was acquired, or was to be: {@code com.acme.MixBus.add:88}; null if not recorded. */
  @Nullable String site();

  Instant start();

  Instant end();

  /**
   * The thread waited for the lock.
   *
   * @param byAgent whether the agent recorded it; otherwise the JDK did. Both may have recorded the
   *     same wait
   * @param owner the name of the thread that held the lock, null if not recorded
   */
  record Waited(
      long pid,
      String thread,
      String lockClass,
      int identity,
      @Nullable String site,
      Instant start,
      Instant end,
      boolean byAgent,
      @Nullable String owner)
      implements LockEvent {}

  /** The thread held the lock. */
  record Held(
      long pid,
      String thread,
      String lockClass,
      int identity,
      @Nullable String site,
      Instant start,
      Instant end)
      implements LockEvent {}
}
