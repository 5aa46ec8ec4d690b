package io.wubdiag.agent.order;

import io.wubdiag.agent.bootstrap.OrderEvent.Created;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The locks that the graph knows, by their numbers. Keeps none of them from being collected. */
final class SeenLocks {
  /** Some 300 bytes each. */
  static final int MOST_LOCKS = 1 << 16;

  private final UnaryOperator<Object> resources;
  private final WeakIdentityMap<SeenLock> locks = new WeakIdentityMap<>();
  private final Map<Integer, SeenLock> byNumber = new HashMap<>();
  private final Map<Integer, SeenLock> gone = new HashMap<>();
  private int last;
  private long dropped;

  /**
   * @param resources what a lock is a way to: read and write lock of a pair are two ways to one
   */
  SeenLocks(UnaryOperator<Object> resources) {
    this.resources = resources;
  }

  /** Which lock that is; null if there are too many. */
  @Nullable SeenLock of(Object lock) {
    return known(lock, MOST_LOCKS);
  }

  /** Notes where one was created. Leaves room for those that are taken in some order. */
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

  /** The lock of that number, also if it is among those that were forgotten last. */
  SeenLock numbered(int number) {
    SeenLock lock = byNumber.getOrDefault(number, gone.get(number));
    return lock == null ? new SeenLock(number, "") : lock;
  }

  boolean isGone(int number) {
    return !byNumber.containsKey(number);
  }

  /** Forgets those that were collected; whether there were any. */
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

  /** How many times there was no room for one. */
  long dropped() {
    return dropped;
  }
}
