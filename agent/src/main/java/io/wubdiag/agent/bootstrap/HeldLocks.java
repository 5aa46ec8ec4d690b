package io.wubdiag.agent.bootstrap;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The locks that one thread holds, the one acquired last at the end, and behind that one what it
 * waits for.
 *
 * <p>Refers weakly to its thread, and to locks while they are held, {@value #MOST_HOLDS} at most,
 * or awaited. What is awaited lies where it will lie when it is held, so that there is nothing to
 * move. A superclass of {@link ThreadLocks} and no field of it: each look through one would cost
 * every lock.
 */
public abstract class HeldLocks extends WeakReference<Thread> {
  static final int MOST_HOLDS = 64;

  /** How many locks there is room for at first. */
  static final int FIRST_ROOM = 3;

  /**
   * The locks that it holds, the one acquired last at the end. Behind that one, at {@link #size},
   * is the lock, semaphore, monitor, condition or latch that the thread waits for or is about to
   * acquire, if any. After an exception out of a wait, that stays until the thread acquires or
   * gives back the next lock.
   */
  Hold[] holds;

  int size;

  HeldLocks(@Nullable Thread thread, int room) {
    super(thread);
    holds = newHolds(room + 1);
  }

  /** How many locks it holds. */
  public int size() {
    return size;
  }

  /** A lock that it holds, the first acquired first. */
  public @Nullable Object lock(int index) {
    return holds[index].lock();
  }

  /** Where it acquired that lock. */
  public int site(int index) {
    return holds[index].site;
  }

  /** Whether others can hold that lock as well. */
  public boolean isShared(int index) {
    return holds[index].shared;
  }

  /** The clock when it acquired that lock; 0 while it is given up in a wait. */
  public long since(int index) {
    return holds[index].since;
  }

  /** Those in use, the one acquired last at the end. */
  Hold[] held() {
    return Arrays.copyOf(holds, size);
  }

  /** What it waits for; null if it does not wait. */
  @Nullable Object awaited() {
    return holds[size].lock();
  }

  /** The call site at which it waits; 0 if it does not. */
  int awaitedAt() {
    return awaited() == null ? 0 : holds[size].site;
  }

  @Nullable Hold find(Object lock) {
    for (int i = size - 1; i >= 0; i--) {
      if (holds[i].isOf(lock)) {
        return holds[i];
      }
    }
    return null;
  }

  /** Whether there was room for it. */
  boolean push(Object lock, boolean shared, int count, int site) {
    if (size == MOST_HOLDS) {
      Tracing.TOO_DEEP.incrementAndGet();
      return false;
    }
    if (size == holds.length - 1) {
      grow();
    }
    fill(holds[size], lock, shared, count, site);
    size++;
    return true;
  }

  static void fill(Hold hold, Object lock, boolean shared, int count, int site) {
    hold.begin(lock);
    hold.site = site;
    hold.shared = shared;
    hold.since = Tracing.clock;
    hold.count = count;
  }

  /** Takes one out; mostly the last. Its object moves behind those in use; nothing is awaited. */
  void remove(int index) {
    Hold removed = holds[index];
    size--;
    if (index < size) {
      for (int i = index; i < size; i++) {
        holds[i] = holds[i + 1];
      }
      holds[size] = removed;
    }
    removed.end();
  }

  private void grow() {
    Hold[] more = newHolds(Math.min(MOST_HOLDS + 1, 2 * holds.length));
    System.arraycopy(holds, 0, more, 0, size);
    holds = more;
  }

  private static Hold[] newHolds(int length) {
    Hold[] result = new Hold[length];
    for (int i = 0; i < length; i++) {
      result[i] = new Hold();
    }
    return result;
  }

  void forgetHolds() {
    for (Hold hold : holds) {
      hold.forget();
    }
  }
}
