package io.wubdiag.agent.logging;

import io.wubdiag.agent.bootstrap.SlowLogCalls;
import io.wubdiag.agent.events.AgentEvents;
import io.wubdiag.agent.events.AgentEvents.LogCall;
import java.io.PrintStream;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of log calls that took long. What an appender is called and writes to, it is asked
 * itself, by the public methods that its library has for that, after it has returned. None is the
 * first one of a forked process: that could record no event, so its parent's {@link ForkPage} tells
 * of it.
 */
public final class LogReports implements SlowLogCalls {
  private final AgentEvents events;

  /** To be told to those. */
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

  /** Which library calls an appender of that class; one of the application's extends theirs. */
  private static String library(Class<?> appender) {
    for (Class<?> type = appender; type != null; type = type.getSuperclass()) {
      String library = library(type.getName());
      if (!library.equals(type.getName())) {
        return library;
      }
    }
    return appender.getName();
  }

  /** The library that has a class of that name; the name if none has. */
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

  /** A file, a console's stream, or the class of the stream. */
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

  /** By the class that makes the method public: the object's own may be nobody's business. */
  private static @Nullable Object call(Object object, String method) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      try {
        Method found = type.getMethod(method);
        if (found.canAccess(object)) {
          return found.invoke(object);
        }
      } catch (ReflectiveOperationException | RuntimeException e) {
        // Its superclass may have it.
      }
    }
    return null;
  }
}
