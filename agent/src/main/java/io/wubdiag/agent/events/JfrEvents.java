package io.wubdiag.agent.events;

import io.wubdiag.agent.bootstrap.OrderLog;
import io.wubdiag.agent.bootstrap.Tracing;
import io.wubdiag.agent.order.OrderAnalysis.Inversion;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import org.jspecify.annotations.Nullable;

/**
 * The events of a JVM with a flight recorder. They are registered when the application first uses
 * the recorder: to start it takes 150 ms, which a JVM without recordings need not spend.
 */
final class JfrEvents implements AgentEvents, FlightRecorderListener {
  private static final List<Class<? extends Event>> TYPES =
      List.of(
          LockWait.class,
          LockHeld.class,
          LogWait.class,
          LockOrderInversion.class,
          OrphanedLock.class,
          AgentHealth.class);

  private enum State {
    OPEN,
    REGISTERING,
    REGISTERED,
    CLOSED
  }

  private final Runnable health = JfrEvents::reportHealth;

  /**
   * An atomic state instead of a lock: the recorder calls this class while it holds its own locks,
   * and calls in the other direction acquire them.
   */
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

  private JfrEvents() {}

  static JfrEvents open() {
    if (!FlightRecorder.isAvailable()) {
      throw new IllegalStateException("this JVM runs without its flight recorder");
    }
    JfrEvents events = new JfrEvents();
    FlightRecorder.addListener(events);
    try {
      if (FlightRecorder.isInitialized()) {
        events.register();
      }
      return events;
    } catch (Throwable fault) {
      FlightRecorder.removeListener(events);
      throw fault;
    }
  }

  @Override
  public void recorderInitialized(FlightRecorder recorder) {
    try {
      register();
    } catch (Throwable fault) {
      // The thread that has just started the recorder must not see the failure.
    }
  }

  private void register() {
    if (!state.compareAndSet(State.OPEN, State.REGISTERING)) {
      return;
    }
    boolean done = false;
    try {
      for (Class<? extends Event> type : TYPES) {
        FlightRecorder.register(type);
      }
      FlightRecorder.addPeriodicEvent(AgentHealth.class, health);
      done = state.compareAndSet(State.REGISTERING, State.REGISTERED);
    } finally {
      if (!done) {
        unregister();
      }
    }
  }

  @Override
  public void close() {
    FlightRecorder.removeListener(this);
    // A thread that is registering the events notices the close and unregisters them.
    if (state.getAndSet(State.CLOSED) == State.REGISTERED) {
      unregister();
    }
  }

  private void unregister() {
    FlightRecorder.removePeriodicEvent(health);
    for (Class<? extends Event> type : TYPES) {
      FlightRecorder.unregister(type);
    }
  }

  private boolean isRegistered() {
    return state.get() == State.REGISTERED;
  }

  @Override
  public @Nullable String missing() {
    return null;
  }

  /** Waits for a notification are not reported: idle threads spend their time in them. */
  @Override
  public void waited(Wait kind, Object awaited, int site, long since, boolean acquired) {
    if (isRegistered() && kind == Wait.ACQUISITION) {
      try {
        LockWait event = new LockWait();
        if (event.isEnabled()) {
          LockWait.START.endNow(event, System.nanoTime() - since);
          if (event.shouldCommit()) {
            event.about(awaited, Tracing.site(site));
            event.acquired = acquired;
            event.commit();
          }
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  @Override
  public void held(Object lock, int site, long since) {
    if (isRegistered()) {
      try {
        LockHeld event = new LockHeld();
        if (event.isEnabled()) {
          LockHeld.START.endNow(event, System.nanoTime() - since);
          if (event.shouldCommit()) {
            event.about(lock, Tracing.site(site));
            event.commit();
          }
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  @Override
  public void logWaited(LogCall call) {
    if (isRegistered()) {
      try {
        LogWait event = new LogWait();
        if (event.isEnabled()) {
          LogWait.START.endNow(event, call.nanos());
          if (event.shouldCommit()) {
            event.framework = call.framework();
            event.appender = call.appender();
            event.sink = call.sink();
            event.blockedBy = call.blockedBy();
            event.lockTime = call.lockNanos();
            event.sinkTime = call.sinkNanos();
            event.heldLock = call.heldLock();
            event.firstInForkedProcess = call.firstInForkedProcess();
            event.commit();
          }
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  @Override
  public void inverted(Inversion inversion) {
    if (isRegistered()) {
      try {
        LockOrderInversion event = new LockOrderInversion();
        if (event.isEnabled()) {
          event.orders = inversion.orders();
          event.firstThread = inversion.thread();
          event.firstHeldLock = inversion.heldLock();
          event.firstHeldSite = inversion.heldSite();
          event.firstAcquiredLock = inversion.acquiredLock();
          event.firstAcquiredSite = inversion.acquiredSite();
          event.firstStackTrace = text(inversion.stack());
          event.secondThread = inversion.otherThread();
          event.secondHeldSite = inversion.otherHeldSite();
          event.secondAcquiredSite = inversion.otherAcquiredSite();
          event.secondStackTrace = text(inversion.otherStack());
          event.commit();
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  @Override
  public void orphaned(
      Object lock, @Nullable String site, @Nullable String ownerName, long nanos, String cause) {
    if (isRegistered()) {
      try {
        OrphanedLock event = new OrphanedLock();
        if (event.isEnabled()) {
          event.about(lock, site);
          event.ownerName = ownerName;
          event.heldFor = nanos;
          event.cause = cause;
          event.commit();
        }
      } catch (Throwable fault) {
        Tracing.fault();
      }
    }
  }

  private static String text(List<StackTraceElement> stack) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement frame : stack) {
      text.append(frame).append('\n');
    }
    return text.toString();
  }

  private static void reportHealth() {
    AgentHealth event = new AgentHealth();
    event.trackedThreads = Tracing.trackedThreads();
    event.untrackedThreads = Tracing.untrackedThreads();
    event.tooDeep = Tracing.tooDeep();
    event.ordersMissed = OrderLog.missed();
    event.faults = Tracing.faults();
    event.commit();
  }
}
