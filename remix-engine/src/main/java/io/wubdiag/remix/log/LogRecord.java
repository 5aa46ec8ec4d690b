package io.wubdiag.remix.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * A log record that is sent between processes. All its values are texts, created where it was
 * logged.
 *
 * @param millis when, in milliseconds since 1970
 * @param level how grave
 * @param logger the name of the logger
 * @param thread the name of the thread
 * @param job the job that the thread was at; null if none
 * @param message the message, with its arguments filled in, at most {@value #MAX_LENGTH} characters
 * @param trace the throwable and its stack, of many lines, cut off alike; null if there was none
 */
public record LogRecord(
    long millis,
    Level level,
    String logger,
    String thread,
    @Nullable String job,
    String message,
    @Nullable String trace) {
  /** The MDC key of a thread's job. */
  public static final String JOB = "job";

  /** The greatest length of a message or a trace. */
  static final int MAX_LENGTH = 16_384;

  static LogRecord of(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    return new LogRecord(
        event.getTimeStamp(),
        Level.intToLevel(slf4jLevel(event)),
        event.getLoggerName(),
        event.getThreadName(),
        event.getMDCPropertyMap().get(JOB),
        cut(String.valueOf(event.getFormattedMessage())),
        thrown == null ? null : cut(ThrowableProxyUtil.asString(thrown)));
  }

  /** The approximate number of characters. */
  int length() {
    return message.length() + (trace == null ? 0 : trace.length());
  }

  private static int slf4jLevel(ILoggingEvent event) {
    return ch.qos.logback.classic.Level.toLocationAwareLoggerInteger(event.getLevel());
  }

  private static String cut(String text) {
    return text.length() <= MAX_LENGTH
        ? text
        : text.substring(0, MAX_LENGTH) + "... (" + text.length() + " characters)";
  }
}
