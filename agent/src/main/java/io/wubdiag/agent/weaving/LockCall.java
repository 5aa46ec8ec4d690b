package io.wubdiag.agent.weaving;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/**
 * A call that acquires, releases or awaits a lock, known by the method's name, its descriptor and
 * its declared class.
 *
 * @param checked whether the receiver must be checked at run time to be a lock
 */
record LockCall(Effect effect, boolean checked) {
  /** The effect of a call. */
  enum Effect {
    /** Returns after the lock was acquired. */
    ACQUIRE,
    /** Returns at once, and tells whether the lock was acquired. */
    TRY,
    /** Returns after a timeout at the latest, and tells whether the lock was acquired. */
    TRY_FOR,
    RELEASE,

    /** Acquires a {@code StampedLock} and returns a stamp. */
    STAMP_WRITE,
    STAMP_READ,
    /** Tries to acquire a {@code StampedLock}: returns a stamp, or 0. */
    STAMP_TRY,
    STAMP_TRY_FOR,
    /** Converts a stamp to another mode: returns the new stamp, or 0. */
    STAMP_CONVERT,
    STAMP_RELEASE,
    /** Releases the lock if it is held, and tells whether it was. */
    STAMP_TRY_RELEASE,

    /**
     * Acquires permits of a {@code Semaphore}. The first argument is their number, if it is an int.
     */
    PERMITS,
    PERMITS_TRY,
    PERMITS_TRY_FOR,
    /** Acquires all permits and returns their number. */
    PERMITS_DRAIN,
    PERMITS_RELEASE,

    /** {@code Object.wait}. */
    WAIT,
    /** Any {@code Condition.await} method. */
    AWAIT,
    /** {@code CountDownLatch.await}. */
    AWAIT_LATCH
  }

  private static final String CONCURRENT = "java/util/concurrent/";
  private static final String LOCKS = CONCURRENT + "locks/";
  private static final Set<String> LOCK_TYPES =
      Set.of(
          LOCKS + "Lock",
          LOCKS + "ReentrantLock",
          LOCKS + "ReentrantReadWriteLock$ReadLock",
          LOCKS + "ReentrantReadWriteLock$WriteLock");
  private static final Set<String> STAMPED_LOCK = Set.of(LOCKS + "StampedLock");
  private static final Set<String> SEMAPHORE = Set.of(CONCURRENT + "Semaphore");
  private static final Set<String> LATCH = Set.of(CONCURRENT + "CountDownLatch");
  private static final Set<String> CONDITION =
      Set.of(LOCKS + "Condition", LOCKS + "AbstractQueuedSynchronizer$ConditionObject");

  /** The calling method. A subclass of {@code ReentrantLock} calls {@code super.lock()}. */
  record Caller(String className, @Nullable String superName, String method) {
    boolean extendsOneOf(Set<String> types) {
      return superName != null && types.contains(superName);
    }
  }

  /**
   * The effect of a call on a lock; null for any other call. Also null where an overriding method
   * calls the overridden one: the hooks are around the calls of the overriding method.
   *
   * @param method name and descriptor of the called method
   */
  static @Nullable LockCall of(int opcode, String owner, String method, Caller caller) {
    if (opcode == Opcodes.INVOKESTATIC
        || opcode == Opcodes.INVOKESPECIAL && method.equals(caller.method)) {
      return null;
    }
    return switch (method) {
      case "lock()V", "lockInterruptibly()V" -> ofLock(Effect.ACQUIRE, owner, caller);
      case "tryLock()Z" -> ofLock(Effect.TRY, owner, caller);
      case "tryLock(JLjava/util/concurrent/TimeUnit;)Z" -> ofLock(Effect.TRY_FOR, owner, caller);
      case "unlock()V" -> ofLock(Effect.RELEASE, owner, caller);

      case "writeLock()J", "writeLockInterruptibly()J" ->
          of(Effect.STAMP_WRITE, STAMPED_LOCK, owner, caller);
      case "readLock()J", "readLockInterruptibly()J" ->
          of(Effect.STAMP_READ, STAMPED_LOCK, owner, caller);
      case "tryWriteLock()J", "tryReadLock()J" -> of(Effect.STAMP_TRY, STAMPED_LOCK, owner, caller);
      case "tryWriteLock(JLjava/util/concurrent/TimeUnit;)J",
          "tryReadLock(JLjava/util/concurrent/TimeUnit;)J" ->
          of(Effect.STAMP_TRY_FOR, STAMPED_LOCK, owner, caller);
      case "tryConvertToWriteLock(J)J",
          "tryConvertToReadLock(J)J",
          "tryConvertToOptimisticRead(J)J" ->
          of(Effect.STAMP_CONVERT, STAMPED_LOCK, owner, caller);
      case "unlock(J)V", "unlockWrite(J)V", "unlockRead(J)V" ->
          of(Effect.STAMP_RELEASE, STAMPED_LOCK, owner, caller);
      case "tryUnlockWrite()Z", "tryUnlockRead()Z" ->
          of(Effect.STAMP_TRY_RELEASE, STAMPED_LOCK, owner, caller);

      case "acquire()V", "acquire(I)V", "acquireUninterruptibly()V", "acquireUninterruptibly(I)V" ->
          of(Effect.PERMITS, SEMAPHORE, owner, caller);
      case "tryAcquire()Z", "tryAcquire(I)Z" -> of(Effect.PERMITS_TRY, SEMAPHORE, owner, caller);
      case "tryAcquire(JLjava/util/concurrent/TimeUnit;)Z",
          "tryAcquire(IJLjava/util/concurrent/TimeUnit;)Z" ->
          of(Effect.PERMITS_TRY_FOR, SEMAPHORE, owner, caller);
      case "drainPermits()I" -> of(Effect.PERMITS_DRAIN, SEMAPHORE, owner, caller);
      case "release()V", "release(I)V" -> of(Effect.PERMITS_RELEASE, SEMAPHORE, owner, caller);

      // These methods of Object are final, so the declared class does not matter.
      case "wait()V", "wait(J)V", "wait(JI)V" -> new LockCall(Effect.WAIT, false);
      case "await()V", "await(JLjava/util/concurrent/TimeUnit;)Z" ->
          LATCH.contains(owner)
              ? new LockCall(Effect.AWAIT_LATCH, false)
              : of(Effect.AWAIT, CONDITION, owner, caller);
      case "awaitUninterruptibly()V", "awaitNanos(J)J", "awaitUntil(Ljava/util/Date;)Z" ->
          of(Effect.AWAIT, CONDITION, owner, caller);
      default -> null;
    };
  }

  private static @Nullable LockCall of(
      Effect effect, Set<String> types, String owner, Caller caller) {
    boolean own = owner.equals(caller.className) && caller.extendsOneOf(types);
    return own || types.contains(owner) ? new LockCall(effect, false) : null;
  }

  /** Whether another class is a lock is unknown here, and no class may be loaded to find out. */
  private static @Nullable LockCall ofLock(Effect effect, String owner, Caller caller) {
    LockCall known = of(effect, LOCK_TYPES, owner, caller);
    return known != null || owner.startsWith("java/") ? known : new LockCall(effect, true);
  }
}
