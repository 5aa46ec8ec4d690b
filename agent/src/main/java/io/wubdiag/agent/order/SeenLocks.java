package io.wubdiag.agent.order;

import io.wubdiag.agent.bootstrap.OrderEvent.Created;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The locks in the graph, by their numbers. Refers to them weakly. */
final class SeenLocks {
  /** The greatest number of locks, at some 300 bytes each. */
  static final int MOST_LOCKS = 1 << 16;

  private final UnaryOperator<Object> resources;
  private final WeakIdentityMap<SeenLock> locks = new WeakIdentityMap<>();
  private final Map<Integer, SeenLock> byNumber = new HashMap<>();
  private final Map<Integer, SeenLock> gone = new HashMap<>();
  private int last;
  private long dropped;

  /**
   * @param resources maps a lock to its resource, which the read and write lock of a pair share
   */
  SeenLocks(UnaryOperator<Object> resources) {
    this.resources = resources;
  }

  /** The entry of a lock; null if there are too many. */
  @Nullable SeenLock of(Object lock) {
    return known(lock, MOST_LOCKS);
  }

  /** Records where a lock was created. Leaves room for locks that are acquired in some order. */
  void created(Created event, int thread) {
    Object lock = event.lock();
    SeenLock known = lock == null ? null : known(lock, MOST_LOCKS / 2);
    if (known != null) {
      known.created(event.site(), thread, event.epoch());
    }
  }

  private @Nullable SeenLock known(Object lock, int most) {
    Object resource = resources.apply(lock);
    SeenLock known = locks.get(resource);
    if (known == null && locks.size() < most) {
      known = new SeenLock(++last, LockResources.className(lock));
      locks.put(resource, known);
      byNumber.put(known.number(), known);
    } else if (known == null) {
      dropped++;
    }
    return known;
  }

  /** The lock of that number, also if it was dropped recently. */
  SeenLock numbered(int number) {
    SeenLock lock = byNumber.getOrDefault(number, gone.get(number));
    return lock == null ? new SeenLock(number, "") : lock;
  }

  boolean isGone(int number) {
    return !byNumber.containsKey(number);
  }

  /** Drops collected locks. Returns whether there were any. */
  boolean expunge() {
    gone.clear();
    locks.expunge(
        lock -> {
          byNumber.remove(lock.number());
          gone.put(lock.number(), lock);
        });
    return !gone.isEmpty();
  }

  int size() {
    return byNumber.size();
  }

  /** How often there was no room for a lock. */
  long dropped() {
    return dropped;
  }
}
