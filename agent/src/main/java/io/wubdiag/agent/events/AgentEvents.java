package io.wubdiag.agent.events;

import io.wubdiag.agent.bootstrap.LockObserver;
import io.wubdiag.agent.order.OrderAnalysis.Inversion;
import org.jspecify.annotations.Nullable;

/**
 * Reports to the flight recorder. Called only after something was slow or went wrong, never on a
 * fast path. Takes no lock and never throws. Without a recording a call costs some nanoseconds.
 */
public interface AgentEvents extends LockObserver, AutoCloseable {

  /**
   * Opens the events of this JVM, or events that go nowhere if it has no flight recorder. At most
   * one instance may be open.
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

  /** Why there are no events; null if there are some. */
  @Nullable String missing();

  /** Reports a slow log call of the current thread. */
  void logWaited(LogCall call);

  /** Reports that threads have acquired locks in opposite orders. */
  void inverted(Inversion inversion);

  /**
   * Reports a lock whose owner has ended.
   *
   * @param site the call site of the acquisition
   * @param nanos how long the lock has been held
   * @param cause how the owner ended
   */
  void orphaned(
      Object lock, @Nullable String site, @Nullable String ownerName, long nanos, String cause);

  /** Ends the events: the recorder no longer refers to the agent. */
  @Override
  void close();

  /**
   * One call of a logging library's appender.
   *
   * @param framework the logging library, or {@code System.out}
   * @param appender by name and class
   * @param sink where it writes to
   * @param nanos how long the call took, up to now
   * @param lockNanos of these, how long it waited for the appender's lock
   * @param sinkNanos of these, how long it was in the sink
   * @param heldLock where the thread acquired the lock of the application that it holds
   * @param firstInForkedProcess whether this is the first call in a forked process
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

    /** What took most of the time; null if nothing did, or if it is unknown. */
    @Nullable String blockedBy() {
      if (lockNanos == 0 && sinkNanos == 0) {
        return null;
      }
      return lockNanos > sinkNanos ? "lock" : "sink";
    }
  }
}
