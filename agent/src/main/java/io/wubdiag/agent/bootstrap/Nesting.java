package io.wubdiag.agent.bootstrap;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A lock was taken while others were held. Its thread remembers it, so as not to tell of it again,
 * and refers weakly to the locks. Until it is taken note of it refers to them strongly: locks that
 * live shortly are to be seen, too.
 */
public final class Nesting extends OrderEvent {
  /** Those held, the first acquired first, and at the end the one that was taken. */
  private final WeakReference<Object>[] locks;

  /** The same, but for those that were not held; null when it was taken note of. */
  private @Nullable Object @Nullable [] pinned;

  private final int[] sites;

  /** Those that others can have at the same time. */
  private final boolean[] shared;

  /** Where it was; null if that was not looked at, or was asked for before. */
  private @Nullable Throwable trace;

  /** Whether to tell of it once more when it is seen again. */
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
      // It could have been given back where nothing is woven.
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

  /** Has it told once more if it is seen again. */
  public void wantAgain() {
    wantedAgain = true;
  }

  /** How many locks it is of: at least two. */
  public int size() {
    return locks.length;
  }

  /**
   * The locks, those held first, the first acquired first, with null for each that was not held
   * after all. Null if that was asked for before.
   */
  public @Nullable Object @Nullable [] takeLocks() {
    @Nullable Object[] taken = pinned;
    pinned = null;
    return taken;
  }

  /** Whether others can have that one at the same time. */
  public boolean isShared(int index) {
    return shared[index];
  }

  /** Where that one was acquired. */
  public int site(int index) {
    return sites[index];
  }

  /** Where the thread was, our own frames first; null if that is not known or was asked before. */
  public StackTraceElement @Nullable [] takeTrace() {
    Throwable taken = trace;
    trace = null;
    return taken == null ? null : taken.getStackTrace();
  }

  /** Is never thrown. */
  private static final class Trace extends Throwable {
    private static final long serialVersionUID = 1;
  }
}
