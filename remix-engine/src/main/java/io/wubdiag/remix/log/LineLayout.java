package io.wubdiag.remix.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import io.wubdiag.remix.text.ShownText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A record as one line: when (UTC), how grave, in which process, by which thread, of which logger,
 * for which job, what.
 *
 * <pre>
 * 2026-11-22T19:44:48.123Z INFO  worker-3/4711 [remix] Arranger {8f3c} Arranging section 3 of 7
 * </pre>
 *
 * <p>What {@link ShownText} does not show is escaped as in Java, in a stack trace also, so that
 * nothing that is logged can be taken for a record, or for a command to the terminal.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  /** The process name in the parent's own records. */
  private static final String PARENT = "engine";

  @Override
  public String doLayout(ILoggingEvent event) {
    return event instanceof ForwardedEvent forwarded
        ? line(forwarded.record(), forwarded.process())
        : line(LogRecord.of(event), PARENT);
  }

  private static String line(LogRecord record, String process) {
    StringBuilder line = new StringBuilder(160 + record.message().length());
    TIME.formatTo(Instant.ofEpochMilli(record.millis()), line);
    String level = record.level().name();
    line.append(' ').append(level).append(" ".repeat(6 - level.length()));
    escape(process, line);
    line.append(" [");
    escape(record.thread(), line);
    line.append("] ");
    escape(record.logger().substring(record.logger().lastIndexOf('.') + 1), line);
    line.append(' ');
    String job = record.job();
    if (job != null) {
      line.append('{');
      escape(job, line);
      line.append("} ");
    }
    escape(record.message(), line);
    String trace = record.trace();
    if (trace != null) {
      line.append(": ");
      escape(trace.strip(), line);
    }
    return line.append('\n').toString();
  }

  private static void escape(String text, StringBuilder line) {
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      int next = at + Character.charCount(c);
      switch (c) {
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> {
          if (ShownText.isShown(c)) {
            line.appendCodePoint(c);
          } else {
            text.substring(at, next).chars().forEach(u -> line.append("\\u%04x".formatted(u)));
          }
        }
      }
      at = next;
    }
  }
}
