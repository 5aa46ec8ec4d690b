package io.wubdiag.remix.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.OutputStreamAppender;

/**
 * Formats records within its own lock, one thread at a time, before another appender writes them.
 */
final class SerialAppender extends AppenderBase<ILoggingEvent> {
  private final OutputStreamAppender<ILoggingEvent> file;

  /** Takes the other appender's name, and stops it when it stops. */
  SerialAppender(OutputStreamAppender<ILoggingEvent> file) {
    this.file = file;
    setContext(file.getContext());
    setName(file.getName());
  }

  @Override
  protected void append(ILoggingEvent event) {
    file.doAppend(event);
  }

  @Override
  public void stop() {
    super.stop();
    file.stop();
  }
}
