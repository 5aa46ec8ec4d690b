package io.wubdiag.remix.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.OutputStreamAppender;

/** Has records not only written but formatted by one thread at a time, within its own lock. */
final class SerialAppender extends AppenderBase<ILoggingEvent> {
  private final OutputStreamAppender<ILoggingEvent> file;

  /** Goes by that appender's name, and stops it with itself. */
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
