package io.wubdiag.agent.bootstrap;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * By whom a thread was made, and when: also of a pool's threads, which the JDK starts. Handed down
 * as an inheritable thread local; the thread tells of it when it first has to do with the order of
 * locks.
 */
final class Birth {
  /** That of a thread about which nothing is known. */
  private static final Birth UNKNOWN = new Birth(null, 0, 0);

  private static final InheritableThreadLocal<@Nullable Birth> OF_THREAD =
      new InheritableThreadLocal<>() {
        @Override
        protected @Nullable Birth childValue(@Nullable Birth parents) {
          return handedDown(parents);
        }
      };

  private final @Nullable WeakReference<Thread> parent;
  private final int epoch;
  private final int generation;

  private Birth(@Nullable Thread parent, int epoch, int generation) {
    this.parent = parent == null ? null : new WeakReference<>(parent);
    this.epoch = epoch;
    this.generation = generation;
  }

  /** Called by a thread that makes another, within the constructor of that. */
  private static @Nullable Birth handedDown(@Nullable Birth parents) {
    if (Tracing.ordering) {
      try {
        ThreadLocks locks = TrackedThreads.currentIfAny();
        ThreadOrder order = locks == null ? null : locks.orderIfAny();
        if (order != null) {
          return new Birth(Thread.currentThread(), order.endEpoch(), Tracing.generation);
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
    // It has done nothing that matters, so its child comes from whom it came from itself.
    return parents;
  }

  /**
   * What this thread has to tell of its own; null for nothing. Its children get theirs from now on.
   */
  static OrderEvent.@Nullable Born ofThisThread() {
    Birth birth = OF_THREAD.get();
    if (birth == null) {
      OF_THREAD.set(UNKNOWN);
      return null;
    }
    Thread parent = birth.parent == null ? null : birth.parent.get();
    return parent == null || birth.generation != Tracing.generation
        ? null
        : new OrderEvent.Born(parent, birth.epoch);
  }
}
