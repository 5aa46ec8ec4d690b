package io.wubdiag.agent.bootstrap;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * That a thread holds a lock, or waits for something. Written by that thread only, and used again
 * for its next lock.
 *
 * <p>To write a reference costs a collector's barrier, with G1 a fence of some 5 ns for each that
 * goes from one old object to another far away. So the lock that is mostly noted here is remembered
 * by a weak reference, and a flag says that it is meant; any other is referred to as it is.
 */
final class Hold {
  /** After so many others, another lock is remembered. */
  private static final int MOST_OTHERS = 8;

  private static final WeakReference<Object> NONE = new WeakReference<>(null);

  /** The lock, if it is not the usual one; null while this is not in use. */
  private @Nullable Object lock;

  /** The lock that is remembered. */
  private WeakReference<Object> usual = NONE;

  /** Whether it is the usual lock. */
  private boolean isUsual;

  /** How often it was not, since that lock is remembered. */
  private int others;

  /** Where it was acquired, or is waited for. */
  int site;

  /** How often it was acquired and not given back; of a semaphore, how many permits. */
  int count;

  /** Whether others can hold it as well. */
  boolean shared;

  /**
   * The clock when it was acquired, or when the wait for it began; 0 while it is given up in a
   * wait, and if it is not known.
   */
  long since;

  /**
   * The object whose monitor it is, the lock, or the semaphore, or what else is waited for; null
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

  /** Begins to be in use for that. */
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

  /** Is not in use any more. */
  void end() {
    isUsual = false;
    forgetOther();
  }

  private void forgetOther() {
    if (lock != null) {
      lock = null;
    }
  }

  /** Is not in use, and remembers nothing. */
  void forget() {
    end();
    usual = NONE;
  }
}
