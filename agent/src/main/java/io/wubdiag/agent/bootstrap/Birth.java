package io.wubdiag.agent.bootstrap;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Records which thread created this thread, and in which epoch; also for pool threads, which the
 * JDK starts. Handed down by an inheritable thread local. The thread reports it at its first nested
 * lock.
 */
final class Birth {
  /** The birth of a thread whose creator is unknown. */
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

  /** Called by a thread within the constructor of the thread that it creates. */
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
    // This thread has done nothing that matters, so its child inherits its own creator.
    return parents;
  }

  /**
   * The birth of the current thread; null if it is unknown. From now on its own children inherit
   * from it.
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
