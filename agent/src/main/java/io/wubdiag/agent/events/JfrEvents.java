package io.wubdiag.agent.events;

import io.wubdiag.agent.bootstrap.OrderLog;
import io.wubdiag.agent.bootstrap.Tracing;
import io.wubdiag.agent.order.OrderAnalysis.Inversion;
import java.util.List;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import org.jspecify.annotations.Nullable;

/**
 * The events of a JVM that has a flight recorder. They are made known to it when it is first used:
 * to start it takes 150 ms, which a JVM that nobody records need not spend.
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

  private final Runnable health = JfrEvents::reportHealth;
  private volatile boolean registered;
  private boolean closed;

  private JfrEvents() {}

  static JfrEvents open() {
    if (!FlightRecorder.isAvailable()) {
      throw new IllegalStateException("this JVM runs without its flight recorder");
    }
    JfrEvents events = new JfrEvents();
    FlightRecorder.addListener(events);
    if (FlightRecorder.isInitialized()) {
      events.register();
    }
    return events;
  }

  @Override
  public void recorderInitialized(FlightRecorder recorder) {
    try {
      register();
    } catch (Throwable fault) {
      // The application, or whoever else has just started the recorder, is not to see it.
    }
  }

  private synchronized void register() {
    if (registered || closed) {
      return;
    }
    for (Class<? extends Event> type : TYPES) {
      FlightRecorder.register(type);
    }
    FlightRecorder.addPeriodicEvent(AgentHealth.class, health);
    registered = true;
  }

  @Override
  public synchronized void close() {
    closed = true;
    FlightRecorder.removeListener(this);
    if (registered) {
      registered = false;
      FlightRecorder.removePeriodicEvent(health);
      for (Class<? extends Event> type : TYPES) {
        FlightRecorder.unregister(type);
      }
    }
  }

  @Override
  public @Nullable String missing() {
    return null;
  }

  /** Waits for a notification are not told: that is how idle threads spend their time. */
  @Override
  public void waited(Wait kind, Object awaited, int site, long since, boolean acquired) {
    if (registered && kind == Wait.ACQUISITION) {
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
    if (registered) {
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
    if (registered) {
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
    if (registered) {
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
    if (registered) {
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
