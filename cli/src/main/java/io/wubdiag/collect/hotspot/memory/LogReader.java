package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.BootClasses;
import io.wubdiag.collect.hotspot.vm.JavaClass;
import io.wubdiag.collect.hotspot.vm.ObjectReader;
import io.wubdiag.collect.hotspot.vm.ThreadReader;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.LogCall.Phase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log calls that threads of another JVM are in, from our agent's notes ({@code
 * io.wubdiag.agent.bootstrap}). The names of appenders and sinks are read from the logging
 * libraries' own fields. A note that changes while it is read may be wrong.
 */
final class LogReader {
  private static final String PACKAGE = "io.wubdiag.agent.bootstrap.";
  private static final String HELD_LOCKS = PACKAGE + "HeldLocks";
  private static final String LOG_CALLS = PACKAGE + "LogCalls";
  private static final String CALL = PACKAGE + "AppenderCall";
  private static final String HOLD = PACKAGE + "Hold";
  private static final String FORKED = internal(PACKAGE + "ForkedChild");
  private static final int MOST_CALLS = 8;
  private static final int LONGEST_TEXT = 500;

  /** Class and field of an appender's name. */
  private static final String[][] NAMES = {
    {"ch.qos.logback.core.UnsynchronizedAppenderBase", "name"},
    {"ch.qos.logback.core.AppenderBase", "name"},
    {"org.apache.logging.log4j.core.appender.AbstractAppender", "name"},
  };

  /** Class and field of a sink's name, or of an object with the name. */
  private static final String[][] SINKS = {
    {"ch.qos.logback.core.FileAppender", "fileName"},
    {"ch.qos.logback.core.ConsoleAppender", "target"},
    {"org.apache.logging.log4j.core.appender.AbstractOutputStreamAppender", "manager"},
    {"org.apache.logging.log4j.core.appender.AbstractManager", "name"},
    {"ch.qos.logback.core.joran.spi.ConsoleTarget", "name"},
    {"java.util.logging.FileHandler", "pattern"},
  };

  private final ObjectReader objects;
  private final ThreadReader threads;
  private final BootClasses bootClasses;

  LogReader(ObjectReader objects, ThreadReader threads, BootClasses bootClasses) {
    this.objects = objects;
    this.threads = threads;
    this.bootClasses = bootClasses;
  }

  /** The innermost call of each thread that is in a log call; empty if the agent is not loaded. */
  List<NotedLogCall> calls() throws UnreadableMemory {
    List<NotedLogCall> found = new ArrayList<>();
    AgentThreads noted = AgentThreads.find(objects, bootClasses, FORKED);
    if (noted == null) {
      return found;
    }
    JavaClass forked = bootClasses.find(FORKED);
    int forkedCalls = forked == null ? 0 : objects.staticInt(forked, "logCalls", 0);
    noted.forEach(
        entry -> {
          NotedLogCall call = call(entry, noted, forkedCalls);
          if (call != null) {
            found.add(call);
          }
        });
    return found;
  }

  private @Nullable NotedLogCall call(long locks, AgentThreads noted, int forkedCalls) {
    try {
      long thread = objects.reference(locks, "java.lang.ref.Reference", "referent");
      long calls = objects.reference(locks, AgentThreads.ENTRY, "logCalls");
      int depth =
          calls == 0 ? 0 : Math.min(objects.intField(calls, LOG_CALLS, "depth"), MOST_CALLS);
      if (thread == 0 || depth <= 0) {
        return null;
      }
      long call = objects.element(objects.reference(calls, LOG_CALLS, "calls"), depth - 1);
      long appender = call == 0 ? 0 : objects.reference(call, CALL, "appender");
      int phase = call == 0 ? 0 : objects.intField(call, CALL, "phase");
      if (appender == 0 || phase < 0 || phase >= Phase.values().length) {
        return null;
      }
      String name = text(appender, NAMES);
      return new NotedLogCall(
          threads.javaId(thread),
          name == null ? "" : name,
          objects.classOf(appender).name(),
          text(appender, SINKS),
          Phase.values()[phase],
          objects.longField(call, CALL, "phaseBegun"),
          lockedAt(locks, objects.intField(call, CALL, "holds") - 1, noted),
          forkedCalls);
    } catch (UnreadableMemory e) {
      return null; // The note has changed meanwhile, or was moved.
    }
  }

  /** The text of the first of these fields that the object has; follows references once. */
  private @Nullable String text(long object, String[][] fields) {
    for (String[] field : fields) {
      try {
        if (objects.isA(object, field[0]) && objects.hasField(object, field[0], field[1])) {
          long value = objects.reference(object, field[0], field[1]);
          if (value == 0) {
            return null;
          }
          return objects.isA(value, "java.lang.String")
              ? objects.string(value, LONGEST_TEXT)
              : text(value, fields);
        }
      } catch (UnreadableMemory e) {
        return null;
      }
    }
    return null;
  }

  private @Nullable String lockedAt(long locks, int index, AgentThreads noted)
      throws UnreadableMemory {
    long holds = objects.reference(locks, HELD_LOCKS, "holds");
    int size = objects.intField(locks, HELD_LOCKS, "size");
    if (index < 0 || index >= size || index >= objects.length(holds)) {
      return null;
    }
    return noted.site(objects.intField(objects.element(holds, index), HOLD, "site"));
  }

  private static String internal(String className) {
    return className.replace('.', '/');
  }
}
