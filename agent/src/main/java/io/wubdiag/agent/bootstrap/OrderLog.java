package io.wubdiag.agent.bootstrap;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The queue of events from threads to the lock-order graph, and the inversions that the graph has
 * found. No thread ever waits here.
 */
public final class OrderLog {
  /** The greatest number of waiting nestings, at some kilobytes each if they have a stack. */
  private static final int MOST_EVENTS = 4096;

  /**
   * The greatest number of waiting events including starts and joins, without which the graph would
   * raise false alarms.
   */
  private static final int MOST_OF_ALL = 1 << 16;

  private static final AtomicReference<@Nullable OrderEvent> LAST = new AtomicReference<>();
  private static final AtomicInteger SIZE = new AtomicInteger();

  static final AtomicLong MISSED = new AtomicLong();

  /** The inversions found, in the form that {@code wubdiag} reads. */
  static @Nullable String[] inversions = new String[0];

  private OrderLog() {}

  /** Adds an event. Returns false if there was no room. */
  static boolean add(OrderEvent event) {
    boolean dispensable = event instanceof Nesting || event instanceof OrderEvent.Created;
    if (SIZE.get() >= (dispensable ? MOST_EVENTS : MOST_OF_ALL)) {
      MISSED.incrementAndGet();
      return false;
    }
    SIZE.incrementAndGet();
    event.happens();
    OrderEvent last;
    do {
      last = LAST.get();
      event.next = last;
    } while (!LAST.compareAndSet(last, event));
    return true;
  }

  /** Removes and returns the events, the first one first; null if there are none. */
  public static @Nullable OrderEvent take() {
    OrderEvent last = LAST.getAndSet(null);
    SIZE.set(0);
    OrderEvent first = null;
    while (last != null) {
      OrderEvent before = last.next;
      last.next = first;
      first = last;
      last = before;
    }
    return first;
  }

  /** How often an event was skipped for lack of room or time. */
  public static long missed() {
    return MISSED.get();
  }

  /** Counts what the analysis has skipped. */
  public static void addMissed(long more) {
    MISSED.addAndGet(more);
  }

  /** Publishes the inversions. */
  public static void publish(@Nullable String[] found) {
    inversions = found;
  }

  static void forgetAll() {
    take();
    inversions = new String[0];
    MISSED.set(0);
  }
}
