package io.wubdiag.agent.events;

import io.wubdiag.agent.bootstrap.LockObserver;
import io.wubdiag.agent.order.OrderAnalysis.Inversion;
import org.jspecify.annotations.Nullable;

/**
 * Tells the flight recorder what the agent has seen. To be called where something has taken long or
 * gone wrong, never on a fast path. Takes no lock and never throws; while nobody records, a call
 * costs some nanoseconds.
 */
public interface AgentEvents extends LockObserver, AutoCloseable {

  /**
   * Those of this JVM; events that go nowhere if it has no flight recorder. At most one at a time
   * is open.
   */
  static AgentEvents open() {
    try {
      return JfrEvents.open();
    } catch (Throwable fault) {
      return new NoEvents(
          fault instanceof NoClassDefFoundError
              ? "this JVM was made without the module jdk.jfr"
              : fault.toString());
    }
  }

  /** Why there are no events; null if there are. */
  @Nullable String missing();

  /** This thread's logging took long. */
  void logWaited(LogCall call);

  /** Threads have acquired locks in contrary orders; told by whoever found out. */
  void inverted(Inversion inversion);

  /**
   * Nobody is left who would unlock that lock.
   *
   * @param site where its owner had acquired it
   * @param nanos since when it is held
   * @param cause how the owner left
   */
  void orphaned(
      Object lock, @Nullable String site, @Nullable String ownerName, long nanos, String cause);

  /** Nothing is recorded any more, and nothing in the recorder refers to the agent. */
  @Override
  void close();

  /**
   * A call of a logging library's appender.
   *
   * @param framework the logging library, or {@code System.out}
   * @param appender by name and class
   * @param sink where it writes to
   * @param nanos how long the call took, up to now
   * @param lockNanos of these, how long it waited for the appender's lock
   * @param sinkNanos of these, how long it was in the sink
   * @param heldLock where a lock of the application was acquired that the thread holds
   * @param firstInForkedProcess whether it is the first one of a process that was forked
   */
  record LogCall(
      String framework,
      @Nullable String appender,
      @Nullable String sink,
      long nanos,
      long lockNanos,
      long sinkNanos,
      @Nullable String heldLock,
      boolean firstInForkedProcess) {

    /** What took most of the time; null if neither took any, or it is not known. */
    @Nullable String blockedBy() {
      if (lockNanos == 0 && sinkNanos == 0) {
        return null;
      }
      return lockNanos > sinkNanos ? "lock" : "sink";
    }
  }
}
