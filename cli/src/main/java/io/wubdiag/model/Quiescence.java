package io.wubdiag.model;

import java.time.Duration;
import java.util.List;

/**
 * That no thread of a JVM can go on by itself: each one that could run the application's code waits
 * without a time limit for what only another one can do, and none of them has run meanwhile; and
 * there is no thread of native code which could call in.
 *
 * @param span over which none has run
 * @param waits what each of these threads waits for to be done
 * @param shutdownHook whether the application would be given a thread when the JVM is told to end
 */
public record Quiescence(Duration span, List<Waiting> waits, boolean shutdownHook) {
  public Quiescence {
    waits = List.copyOf(waits);
  }

  /** That a thread waits for an act of another one. */
  public record Waiting(ThreadRef thread, Act act) {}

  /** What another thread would have to do. */
  public enum Act {
    /** Give back a {@code StampedLock}, which names no owner. */
    UNLOCK_STAMP,
    /** Give back a lock or monitor that names its owner. */
    UNLOCK,
    /** Give a permit to a {@code Semaphore}. */
    RELEASE_PERMIT,
    /** Take an element from a bounded queue. */
    TAKE,
    /** Count down a latch, complete a future, arrive at a barrier, a phaser or an exchanger. */
    COMPLETE,
    /** Notify at a monitor, or signal a condition. */
    NOTIFY,
    /**
     * Submit a task to the pool whose idle thread this is, or put something into an empty queue.
     */
    SUBMIT,
    /** End. */
    END,
    /** Anything else: the wait is of a kind that is not known. */
    UNKNOWN
  }
}
