package io.wubdiag.collect.hotspot.jfr;

import io.wubdiag.model.LockEvent;
import java.util.Set;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/** Converts the flight recorder's events into lock events. */
public final class LockEventReader {
  /** The classes whose inner classes are park blockers of waits for a lock, and not for work. */
  private static final Set<String> LOCKS =
      Set.of(
          "java.util.concurrent.locks.ReentrantLock",
          "java.util.concurrent.locks.ReentrantReadWriteLock",
          "java.util.concurrent.locks.StampedLock",
          "java.util.concurrent.Semaphore");

  private final long pid;

  /** Converts events of this process. */
  public LockEventReader(long pid) {
    this.pid = pid;
  }

  /** The lock event; null if the event is about something else. */
  public @Nullable LockEvent read(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case RecordedEvents.LOCK_WAIT:
        return new LockEvent.Waited(
            pid,
            name(event.getThread()),
            lockClass(event.getClass("lockClass")),
            event.getInt("lockIdentity"),
            site(event.getString("callSite")),
            event.getStartTime(),
            event.getEndTime(),
            true,
            null);
      case RecordedEvents.LOCK_HELD:
        return new LockEvent.Held(
            pid,
            name(event.getThread()),
            lockClass(event.getClass("lockClass")),
            event.getInt("lockIdentity"),
            site(event.getString("callSite")),
            event.getStartTime(),
            event.getEndTime());
      case RecordedEvents.MONITOR_ENTER:
        RecordedThread owner = event.getThread("previousOwner");
        return waited(event, event.getClass("monitorClass"), owner == null ? null : name(owner));
      case RecordedEvents.THREAD_PARK:
        RecordedClass parked = event.getClass("parkedClass");
        return parked != null && LOCKS.contains(lockClass(parked))
            ? waited(event, parked, null)
            : null;
      default:
        return null;
    }
  }

  private LockEvent waited(
      RecordedEvent event, @Nullable RecordedClass type, @Nullable String owner) {
    return new LockEvent.Waited(
        pid,
        name(event.getThread()),
        lockClass(type),
        0,
        site(event.getStackTrace()),
        event.getStartTime(),
        event.getEndTime(),
        false,
        owner);
  }

  private static String name(@Nullable RecordedThread thread) {
    if (thread == null) {
      return "";
    }
    String name = thread.getJavaName();
    return name != null ? name : String.valueOf(thread.getOSName());
  }

  /** A lock's own class, where the JDK names a part of it. */
  private static String lockClass(@Nullable RecordedClass type) {
    String name = type == null ? "?" : type.getName();
    int inner = name.indexOf('$');
    return inner > 0 && LOCKS.contains(name.substring(0, inner)) && !name.endsWith("Condition")
        ? name.substring(0, inner)
        : name;
  }

  /**
   * {@code com.acme.MixBus.add(MixBus.java:88)} without the file, which the JDK does not record.
   */
  private static @Nullable String site(@Nullable String callSite) {
    int open = callSite == null ? -1 : callSite.indexOf('(');
    if (callSite == null || open < 0) {
      return callSite;
    }
    int colon = callSite.indexOf(':', open);
    int close = callSite.indexOf(')', open);
    String method = callSite.substring(0, open);
    return colon < 0 || close < colon ? method : method + callSite.substring(colon, close);
  }

  /** The innermost frame outside the JDK. */
  private static @Nullable String site(@Nullable RecordedStackTrace stack) {
    if (stack == null) {
      return null;
    }
    for (RecordedFrame frame : stack.getFrames()) {
      RecordedMethod method = frame.getMethod();
      String type = method == null ? "java." : method.getType().getName();
      if (frame.isJavaFrame() && !isOfJdk(type)) {
        int line = frame.getLineNumber();
        return type + "." + method.getName() + (line > 0 ? ":" + line : "");
      }
    }
    return null;
  }

  private static boolean isOfJdk(String type) {
    return type.startsWith("java.")
        || type.startsWith("javax.")
        || type.startsWith("jdk.")
        || type.startsWith("sun.")
        || type.startsWith("com.sun.")
        || type.startsWith("io.wubdiag.agent.");
  }
}
