package io.wubdiag.agent.events;

import java.lang.invoke.MethodHandles;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** One call of a logging library's appender, with the waits for its lock and its sink. */
@Name("wubdiag.LogWait")
@Label("Log Wait")
@Category({"Wubdiag", "Logging"})
@Description("Logging was slow: a thread waited for the appender's lock, or for its sink")
@Threshold("20 ms")
@StackTrace
final class LogWait extends Event {
  static final StartTime START = StartTime.of(MethodHandles.lookup(), LogWait.class);

  @Label("Framework")
  @Description("The logging library, or System.out or System.err")
  @Nullable String framework;

  @Label("Appender")
  @Description("The appender or handler, by its name and class")
  @Nullable String appender;

  @Label("Sink")
  @Description("Where the appender writes to")
  @Nullable String sink;

  @Label("Blocked By")
  @Description("What took most of the time: the lock, or the sink")
  @Nullable String blockedBy;

  @Label("Time for the Lock")
  @Timespan(Timespan.NANOSECONDS)
  long lockTime;

  @Label("Time in the Sink")
  @Timespan(Timespan.NANOSECONDS)
  long sinkTime;

  @Label("Held Lock")
  @Description(
      "Where the thread acquired the lock of the application that it held meanwhile, if any")
  @Nullable String heldLock;

  @Label("First in a Forked Process")
  @Description("Whether this is the first log call of a process that was forked from a running JVM")
  boolean firstInForkedProcess;
}
