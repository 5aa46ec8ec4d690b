package io.wubdiag.agent.bootstrap;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What threads tell the lock-order graph, until the agent's own thread takes it, and what that has
 * found. No thread ever waits here.
 */
public final class OrderLog {
  /** Between two times that they are taken; some kilobytes each, if they have a stack. */
  private static final int MOST_EVENTS = 4096;

  /** The same with starts and joins, without which false alarms would be raised. */
  private static final int MOST_OF_ALL = 1 << 16;

  private static final AtomicReference<@Nullable OrderEvent> LAST = new AtomicReference<>();
  private static final AtomicInteger SIZE = new AtomicInteger();

  static final AtomicLong MISSED = new AtomicLong();

  /** The inversions found, as {@code wubdiag} reads them. */
  static @Nullable String[] inversions = new String[0];

  private OrderLog() {}

  /** Whether there was room. */
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

  /** Takes the events, the first one first. Null if there are none. */
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

  /** How often something was not looked at, for lack of room or time. */
  public static long missed() {
    return MISSED.get();
  }

  /** The analysis has missed so much more. */
  public static void addMissed(long more) {
    MISSED.addAndGet(more);
  }

  /** Makes known what was found. */
  public static void publish(@Nullable String[] found) {
    inversions = found;
  }

  static void forgetAll() {
    take();
    inversions = new String[0];
    MISSED.set(0);
  }
}
