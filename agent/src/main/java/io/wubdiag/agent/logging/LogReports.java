package io.wubdiag.agent.logging;

import io.wubdiag.agent.bootstrap.SlowLogCalls;
import io.wubdiag.agent.events.AgentEvents;
import io.wubdiag.agent.events.AgentEvents.LogCall;
import java.io.PrintStream;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of slow log calls. After the call it asks the appender for its name and sink, by
 * public methods of the library. The first log call of a forked process is never an event, because
 * a forked process can't record any: the parent's {@link ForkPage} reports it.
 */
public final class LogReports implements SlowLogCalls {
  private final AgentEvents events;

  /** Makes reports that go to {@code events}. */
  public LogReports(AgentEvents events) {
    this.events = events;
  }

  @Override
  public void ended(
      Object appender, long nanos, long lockNanos, long sinkNanos, @Nullable String heldAt) {
    events.logWaited(
        new LogCall(
            library(appender.getClass()),
            name(appender),
            sink(appender),
            nanos,
            lockNanos,
            sinkNanos,
            heldAt,
            false));
  }

  /**
   * The library that calls an appender of that class; an application's appender extends a class of
   * the library.
   */
  private static String library(Class<?> appender) {
    for (Class<?> type = appender; type != null; type = type.getSuperclass()) {
      String library = library(type.getName());
      if (!library.equals(type.getName())) {
        return library;
      }
    }
    return appender.getName();
  }

  /** The library that a class belongs to; the class name if it belongs to none. */
  static String library(String className) {
    if (className.startsWith("ch.qos.logback.")) {
      return "Logback";
    }
    if (className.startsWith("org.apache.logging.log4j.")) {
      return "Log4j";
    }
    return className.startsWith("java.util.logging.") ? "java.util.logging" : className;
  }

  private static String name(Object appender) {
    String type = appender.getClass().getName();
    if (appender instanceof PrintStream) {
      return appender == System.err ? "System.err" : "System.out";
    }
    String name = text(appender, "getName");
    return name == null ? type : name + " (" + type + ")";
  }

  /** The sink: a file, a console's stream, or the class of the stream. */
  private static @Nullable String sink(Object appender) {
    if (appender instanceof PrintStream) {
      return null;
    }
    for (String method : new String[] {"getFile", "getFileName", "getTarget"}) {
      String text = text(appender, method);
      if (text != null) {
        return text;
      }
    }
    Object manager = call(appender, "getManager");
    if (manager != null) {
      return text(manager, "getName");
    }
    Object stream = call(appender, "getOutputStream");
    return stream == null ? null : stream.getClass().getName();
  }

  private static @Nullable String text(Object object, String method) {
    Object answer = call(object, method);
    return answer == null ? null : answer.toString();
  }

  /**
   * Calls a method through the class that makes it public: the object's own class may be
   * inaccessible.
   */
  private static @Nullable Object call(Object object, String method) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      try {
        Method found = type.getMethod(method);
        if (found.canAccess(object)) {
          return found.invoke(object);
        }
      } catch (ReflectiveOperationException | RuntimeException e) {
        // The superclass may have it.
      }
    }
    return null;
  }
}
