package io.wubdiag.remix.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.slf4j.LoggerFactory;

/** A worker's end of the log: the parent writes its records. */
public final class WorkerLog {
  private static final long FLUSH_MILLIS = 1000;

  private final ForwardingAppender appender;

  private WorkerLog(ForwardingAppender appender) {
    this.appender = appender;
  }

  /**
   * From now on sends all records to the parent only.
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
   * From now on sends all records to the parent, in a forked child, with the inherited levels. The
   * inherited appenders are neither closed nor flushed: they may be locked, and their buffers
   * belong to the parent.
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
   * Does the same steps once as {@link #replaceInherited} and logging in a forked child, so that
   * the child need not load a class for them. This process's log does not change.
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
   * Waits until all earlier records, of any thread, are in the parent's log, but a second at most.
   */
  public void flush() {
    try {
      appender.flush(FLUSH_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
