package io.wubdiag.remix.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.slf4j.LoggerFactory;

/** A worker's end of the one log: its records are its parent's to write. */
public final class WorkerLog {
  private static final long FLUSH_MILLIS = 1000;

  private final ForwardingAppender appender;

  private WorkerLog(ForwardingAppender appender) {
    this.appender = appender;
  }

  /**
   * Sends all records to the parent from now on, and nowhere else.
   *
   * @param level from which level on the engine's own records are sent; of its libraries, warnings
   */
  public static WorkerLog forwardTo(LogSink sink, org.slf4j.event.Level level) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ForwardingAppender appender = appenderTo(sink, context);
    EngineLog.setLevels(context, Level.convertAnSLF4JLevel(level));
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    return new WorkerLog(appender);
  }

  /**
   * Sends all records to the parent from now on, in a forked child, with the levels that it
   * inherited. What the child inherited is left as it is, neither closed nor flushed: it may be
   * locked, and what is in its buffers is the parent's.
   */
  public static WorkerLog replaceInherited(LogSink sink) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAppender(EngineLog.APPENDER);
    ForwardingAppender appender = appenderTo(sink, context);
    root.addAppender(appender);
    return new WorkerLog(appender);
  }

  private static ForwardingAppender appenderTo(LogSink sink, LoggerContext context) {
    ForwardingAppender appender = new ForwardingAppender(sink);
    appender.setContext(context);
    appender.setName("forward");
    appender.start();
    return appender;
  }

  /**
   * Does once what {@link #replaceInherited} and logging will do in a forked child, so that the
   * child need not load a class for it, and leaves this process's log as it is.
   */
  public static void rehearse(LogSink sink) throws InterruptedException {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender("none of that name");
    ForwardingAppender appender = appenderTo(sink, context);
    Logger logger = context.getLogger(WorkerLog.class);
    appender.doAppend(
        new LoggingEvent(
            WorkerLog.class.getName(),
            logger,
            Level.DEBUG,
            "Rehearsed {}",
            new IllegalStateException("rehearsed"),
            new Object[] {"once"}));
    appender.flush(FLUSH_MILLIS);
    appender.stop();
  }

  /**
   * Waits until what was logged before, by any thread, is in the parent's log, but no longer than a
   * second.
   */
  public void flush() {
    try {
      appender.flush(FLUSH_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
