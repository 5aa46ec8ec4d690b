package io.wubdiag.remix.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Another process's records in this process's log. */
public final class ProcessLog implements LogSink {
  private final String process;
  private final Logger root;

  /**
   * @param process what the records say for a process, as {@code worker-3/4711}
   */
  public ProcessLog(String process) {
    this.process = process;
    this.root =
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
  }

  @Override
  public void write(List<LogRecord> records, long dropped) {
    for (LogRecord record : records) {
      root.callAppenders(new ForwardedEvent(process, record));
    }
    if (dropped > 0) {
      write(Level.WARN, "log", "dropped %,d records".formatted(dropped));
    }
  }

  @Override
  public void sync() {
    // calls run in order, so all earlier ones have run by now
  }

  /** Writes a record on behalf of the other process. */
  public void write(Level level, String logger, String message) {
    root.callAppenders(
        new ForwardedEvent(
            process,
            new LogRecord(
                System.currentTimeMillis(),
                level,
                logger,
                Thread.currentThread().getName(),
                null,
                message,
                null)));
  }
}
