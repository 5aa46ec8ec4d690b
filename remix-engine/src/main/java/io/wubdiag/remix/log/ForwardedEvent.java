package io.wubdiag.remix.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.Map;

/** A record of another process, as an event in this process's log. */
final class ForwardedEvent extends LoggingEvent {
  private final String process;
  private final LogRecord record;

  ForwardedEvent(String process, LogRecord record) {
    this.process = process;
    this.record = record;
    setLoggerName(record.logger());
    setLevel(Level.convertAnSLF4JLevel(record.level()));
    setThreadName(record.thread());
    setTimeStamp(record.millis());
    setMessage(record.message());
    setMDCPropertyMap(Map.of()); // else it is asked for this thread's
  }

  String process() {
    return process;
  }

  LogRecord record() {
    return record;
  }
}
