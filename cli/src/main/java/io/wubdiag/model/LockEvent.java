package io.wubdiag.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a JVM's flight recorder told of a thread and a lock, when it was over. */
public sealed interface LockEvent {
  long pid();

  /** The thread's name. */
  String thread();

  /** The class of the lock, or of the object whose monitor it is. */
  String lockClass();

  /** The identity hash code of the lock, 0 if that was not told. */
  int identity();

  /** Where it was acquired, or was to be: {@code com.acme.MixBus.add:88}; null if not told. */
  @Nullable String site();

  Instant start();

  Instant end();

  /**
   * It waited for the lock.
   *
   * @param byAgent whether the agent told; else the JDK did, and both may have told of the same
   * @param owner the name of the thread that had the lock, null if not told
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

  /** It held the lock. */
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
