package io.wubdiag.agent.bootstrap;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * One lock that a thread holds, or one object that it waits for. Only this thread writes here, and
 * reuses the object for its next lock.
 *
 * <p>To store a reference costs a collector's barrier: with G1, a fence of some 5 ns if it goes
 * from an old object to a distant one. So the usual lock of this place stays referenced weakly, and
 * a flag tells that it is in use. Any other lock is referenced directly.
 */
final class Hold {
  /** The number of other locks after which a new lock becomes the usual one. */
  private static final int MOST_OTHERS = 8;

  private static final WeakReference<Object> NONE = new WeakReference<>(null);

  /** The lock, if it is not the usual one; null while this is not in use. */
  private @Nullable Object lock;

  /** The usual lock. */
  private WeakReference<Object> usual = NONE;

  /** Whether it is the usual lock. */
  private boolean isUsual;

  /** The number of other locks since the usual lock was chosen. */
  private int others;

  /** The call site that acquired the lock or waits for it. */
  int site;

  /** How often the lock was acquired without a release; for a semaphore, the number of permits. */
  int count;

  /** Whether the lock is held in shared mode. */
  boolean shared;

  /**
   * The clock at the acquisition or at the beginning of the wait; 0 while the lock is released in a
   * wait, and if the time is unknown.
   */
  long since;

  /**
   * The lock, the semaphore, the object whose monitor is held, or another object to wait for; null
   * while this is not in use.
   */
  @Nullable Object lock() {
    return isUsual ? usual.get() : lock;
  }

  boolean isInUse() {
    return isUsual || lock != null;
  }

  boolean isOf(Object object) {
    return isUsual ? usual.refersTo(object) : lock == object;
  }

  /** Starts to use this for an object. */
  void begin(Object object) {
    if (usual.refersTo(object)) {
      isUsual = true;
      forgetOther();
    } else {
      beginOther(object);
    }
  }

  private void beginOther(Object object) {
    lock = object;
    isUsual = false;
    others++;
    if (others > MOST_OTHERS) {
      usual = new WeakReference<>(object);
      others = 0;
    }
  }

  /** Ends the use. */
  void end() {
    isUsual = false;
    forgetOther();
  }

  private void forgetOther() {
    if (lock != null) {
      lock = null;
    }
  }

  /** Ends the use and forgets the usual lock. */
  void forget() {
    end();
    usual = NONE;
  }
}
