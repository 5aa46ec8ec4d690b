package io.wubdiag.agent.weaving;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/** What a call does to a lock, told by its name, its descriptor and the type that it names. */
enum LockCall {
  /** Returns when the lock was acquired. */
  ACQUIRE,
  /** Returns whether it was. */
  TRY,
  RELEASE,
  /** {@code Object.wait}. */
  WAIT,
  /** {@code Condition.await}, of whatever kind. */
  AWAIT;

  private static final String LOCKS = "java/util/concurrent/locks/";
  private static final Set<String> LOCK_TYPES =
      Set.of(
          LOCKS + "Lock",
          LOCKS + "ReentrantLock",
          LOCKS + "ReentrantReadWriteLock$ReadLock",
          LOCKS + "ReentrantReadWriteLock$WriteLock");

  /**
   * Null for any other call.
   *
   * @param className the class that calls, and its superclass: a subclass of {@code ReentrantLock}
   *     calls {@code this.lock()} by its own name
   */
  static @Nullable LockCall of(
      int opcode,
      String owner,
      String name,
      String descriptor,
      String className,
      @Nullable String superName) {
    return switch (name + descriptor) {
      case "lock()V", "lockInterruptibly()V" ->
          isLock(owner, className, superName) ? ACQUIRE : null;
      case "tryLock()Z", "tryLock(JLjava/util/concurrent/TimeUnit;)Z" ->
          isLock(owner, className, superName) ? TRY : null;
      case "unlock()V" -> isLock(owner, className, superName) ? RELEASE : null;
      case "wait()V", "wait(J)V", "wait(JI)V" ->
          // Final methods of Object: whatever type is named, it is these.
          opcode == Opcodes.INVOKESTATIC ? null : WAIT;
      case "await()V",
          "awaitUninterruptibly()V",
          "awaitNanos(J)J",
          "await(JLjava/util/concurrent/TimeUnit;)Z",
          "awaitUntil(Ljava/util/Date;)Z" ->
          owner.equals(LOCKS + "Condition") ? AWAIT : null;
      default -> null;
    };
  }

  private static boolean isLock(String owner, String className, @Nullable String superName) {
    return LOCK_TYPES.contains(owner)
        || owner.equals(className) && superName != null && LOCK_TYPES.contains(superName);
  }
}
