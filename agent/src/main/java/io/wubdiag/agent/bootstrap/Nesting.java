package io.wubdiag.agent.bootstrap;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The acquisition of a lock while others are held. Its thread keeps it, with weak references to the
 * locks, so that it reports each nesting once. Until the graph takes it, it also refers to the
 * locks strongly, so that short-lived locks are seen, too.
 */
public final class Nesting extends OrderEvent {
  /** The held locks, the first acquired first, and at the end the acquired lock. */
  private final WeakReference<Object>[] locks;

  /**
   * The locks, strongly referenced, without those that were not held after all; null once the graph
   * has taken them.
   */
  private @Nullable Object @Nullable [] pinned;

  private final int[] sites;

  /** Which of the locks are in shared mode. */
  private final boolean[] shared;

  /** The stack of the acquisition; null if it was not recorded or was taken before. */
  private @Nullable Throwable trace;

  /** Whether to report the nesting again at its next occurrence. */
  private boolean wantedAgain;

  @SuppressWarnings({"unchecked", "rawtypes"})
  Nesting(Hold[] holds, int size, Object taken, boolean takenShared, int site, int epoch) {
    super(epoch);
    locks = new WeakReference[size + 1];
    @Nullable Object[] present = new Object[size + 1];
    sites = new int[size + 1];
    shared = new boolean[size + 1];
    for (int i = 0; i < size; i++) {
      Object lock = holds[i].lock();
      locks[i] = new WeakReference<>(lock);
      // The lock may have been released in code that is not woven.
      present[i] = ThreadOrder.mayHold(lock) ? lock : null;
      sites[i] = holds[i].site;
      shared[i] = holds[i].shared;
    }
    locks[size] = new WeakReference<>(taken);
    present[size] = taken;
    pinned = present;
    shared[size] = takenShared;
    sites[size] = site;
  }

  boolean isOf(Hold[] holds, int size, Object taken, boolean takenShared, int site, int nowEpoch) {
    return epoch == nowEpoch
        && locks.length == size + 1
        && locks[size].refersTo(taken)
        && sites[size] == site
        && shared[size] == takenShared
        && holdsAre(holds, size);
  }

  private boolean holdsAre(Hold[] holds, int size) {
    for (int i = 0; i < size; i++) {
      if (sites[i] != holds[i].site
          || shared[i] != holds[i].shared
          || !locks[i].refersTo(holds[i].lock())) {
        return false;
      }
    }
    return true;
  }

  boolean isAt(Hold[] holds, int size, int site) {
    if (sites.length != size + 1 || sites[size] != site) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (sites[i] != holds[i].site) {
        return false;
      }
    }
    return true;
  }

  void lookAround() {
    trace = new Trace();
  }

  boolean isWantedAgain() {
    return wantedAgain;
  }

  /** Requests a second report at the next occurrence. */
  public void wantAgain() {
    wantedAgain = true;
  }

  /** The number of locks: at least two. */
  public int size() {
    return locks.length;
  }

  /**
   * Returns the locks and forgets them: the held ones in the order of acquisition, then the
   * acquired one, with null for each that was not held after all. Returns null the second time.
   */
  public @Nullable Object @Nullable [] takeLocks() {
    @Nullable Object[] taken = pinned;
    pinned = null;
    return taken;
  }

  /** Whether a lock is in shared mode. */
  public boolean isShared(int index) {
    return shared[index];
  }

  /** The call site that acquired a lock. */
  public int site(int index) {
    return sites[index];
  }

  /**
   * Returns the stack of the acquisition and forgets it, the agent's frames first; null if it was
   * not recorded or was taken before.
   */
  public StackTraceElement @Nullable [] takeTrace() {
    Throwable taken = trace;
    trace = null;
    return taken == null ? null : taken.getStackTrace();
  }

  /** A stack trace; never thrown. */
  private static final class Trace extends Throwable {
    private static final long serialVersionUID = 1;
  }
}
