package io.wubdiag.agent.events;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import jdk.jfr.Event;
import org.jspecify.annotations.Nullable;

/**
 * Sets the start time of an event after the fact. Only slow operations become events, so no event
 * object exists when the operation begins.
 *
 * <p>The JVM adds a field {@code startTime} to each event class when it loads it (JDK: {@code
 * share/jfr/instrumentation/jfrEventClassTransformer.cpp}). Its unit is a tick of the recorder's
 * clock, which {@link Event#begin} reads. Two readings give the length of a tick. The first one is
 * taken with the first event, because {@code begin} does nothing before a recording starts.
 */
final class StartTime {
  private static final long LONGEST_READING_NANOS = 2_000;
  private static final int MOST_READINGS = 10;

  /** The span between the readings that makes their errors harmless. */
  private static final long SHORTEST_SPAN_NANOS = 200_000;

  /** One reading of both clocks. */
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

  /** Makes an event, of a class that is being recorded, begin that long ago and end now. */
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

  /** Reads again if the thread was descheduled in between, or had to load classes. */
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
