package io.wubdiag.model;

import java.time.Duration;
import java.util.List;

/**
 * The quiescence of a JVM: none of its threads can go on by itself. Each thread that could run
 * application code waits without a time limit for an act of another one. None of them has run
 * meanwhile. No thread of native code could call in.
 *
 * @param span over which none has run
 * @param waits what each of these threads waits for
 * @param shutdownHook whether a shutdown hook would run application code when the JVM is told to
 *     end
 */
public record Quiescence(Duration span, List<Waiting> waits, boolean shutdownHook) {
  public Quiescence {
    waits = List.copyOf(waits);
  }

  /** A thread's wait for an act of another thread. */
  public record Waiting(ThreadRef thread, Act act) {}

  /** The act for which a thread waits. */
  public enum Act {
    /** Release a {@code StampedLock}, which records no owner. */
    UNLOCK_STAMP,
    /** Release a lock or monitor that records its owner. */
    UNLOCK,
    /** Release a permit of a {@code Semaphore}. */
    RELEASE_PERMIT,
    /** Take an element from a bounded queue. */
    TAKE,
    /** Count down a latch, complete a future, arrive at a barrier, a phaser or an exchanger. */
    COMPLETE,
    /** Notify at a monitor, or signal a condition. */
    NOTIFY,
    /** Submit a task to the pool of this idle thread, or put an element into an empty queue. */
    SUBMIT,
    /** End: the thread is joined. */
    END,
    /** Unknown: the wait is of an unknown kind. */
    UNKNOWN
  }
}
