package io.wubdiag.agent.bootstrap;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The locks that one thread holds, in the order of acquisition, followed by the object that it
 * waits for.
 *
 * <p>Refers weakly to its thread. Refers to at most {@value #MOST_HOLDS} locks. An awaited lock
 * already lies where it will lie when it is held, so that nothing has to move. This is a superclass
 * of {@link ThreadLocks} rather than a field of it: an indirection would slow down every lock.
 */
public abstract class HeldLocks extends WeakReference<Thread> {
  static final int MOST_HOLDS = 64;

  /** The initial room for locks. */
  static final int FIRST_ROOM = 3;

  /**
   * The held locks, in the order of acquisition. Behind them, at {@link #size}, is the lock,
   * semaphore, monitor, condition or latch that the thread waits for or is about to acquire, if
   * any. After an exception has ended a wait, that entry stays until the thread acquires or
   * releases the next lock.
   */
  Hold[] holds;

  int size;

  HeldLocks(@Nullable Thread thread, int room) {
    super(thread);
    holds = newHolds(room + 1);
  }

  /** The number of held locks. */
  public int size() {
    return size;
  }

  /** The held lock at an index, in the order of acquisition. */
  public @Nullable Object lock(int index) {
    return holds[index].lock();
  }

  /** The call site that acquired the lock. */
  public int site(int index) {
    return holds[index].site;
  }

  /** Whether the lock is held in shared mode. */
  public boolean isShared(int index) {
    return holds[index].shared;
  }

  /** The clock at the acquisition; 0 while the lock is released in a wait. */
  public long since(int index) {
    return holds[index].since;
  }

  /** The held locks, in the order of acquisition. */
  Hold[] held() {
    return Arrays.copyOf(holds, size);
  }

  /** The object that the thread waits for; null if it does not wait. */
  @Nullable Object awaited() {
    return holds[size].lock();
  }

  /** The call site of the wait; 0 if the thread does not wait. */
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

  /** Adds a held lock. Returns false if there is no room. */
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

  /**
   * Removes a lock, usually the last. Its {@link Hold} moves behind those in use. The thread must
   * not be waiting.
   */
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
