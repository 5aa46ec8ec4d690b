package io.wubdiag.agent.events;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import jdk.jfr.Event;
import org.jspecify.annotations.Nullable;

/**
 * Sets when an event of one class began, after the fact: only what lasted long becomes an event, so
 * none is made when a lock is asked for.
 *
 * <p>The JVM gives each event class a field {@code startTime} when it loads it (JDK: {@code
 * share/jfr/instrumentation/jfrEventClassTransformer.cpp}), in ticks of a clock of its own, which
 * {@link Event#begin} reads. How long a tick is comes from reading that twice, the first time with
 * the first event: before anything is recorded, {@code begin} does nothing.
 */
final class StartTime {
  private static final long LONGEST_READING_NANOS = 2_000;
  private static final int MOST_READINGS = 10;

  /** Over such a span, what a reading is wrong by does no harm. */
  private static final long SHORTEST_SPAN_NANOS = 200_000;

  /** Two clocks, read together. */
  private record Reading(long ticks, long nanos) {}

  private static volatile @Nullable Reading first;

  private final VarHandle field;

  private StartTime(VarHandle field) {
    this.field = field;
  }

  static StartTime of(MethodHandles.Lookup lookup, Class<? extends Event> type) {
    try {
      return new StartTime(lookup.findVarHandle(type, "startTime", long.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this JVM's events have no start time that could be set", e);
    }
  }

  /** Has the event, of a class that is being recorded, begin that long ago and end now. */
  void endNow(Event event, long lastedNanos) {
    Reading before = first;
    if (before == null) {
      before = read(event);
      first = before;
    }
    Reading now = read(event);
    while (now.nanos - before.nanos < SHORTEST_SPAN_NANOS) {
      Thread.onSpinWait();
      now = read(event);
    }
    double ticksPerNano = (now.ticks - before.ticks) / (double) (now.nanos - before.nanos);
    field.set(event, now.ticks - (long) (lastedNanos * ticksPerNano));
    event.end();
  }

  /** Again if the thread was interrupted in between, or classes had to be loaded. */
  private Reading read(Event event) {
    for (int attempt = 1; ; attempt++) {
      long before = System.nanoTime();
      event.begin();
      long after = System.nanoTime();
      if (after - before < LONGEST_READING_NANOS || attempt == MOST_READINGS) {
        return new Reading((long) field.get(event), after);
      }
    }
  }
}
