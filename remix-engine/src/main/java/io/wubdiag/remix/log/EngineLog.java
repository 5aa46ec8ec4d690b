package io.wubdiag.remix.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.LoggerFactory;

/**
 * The log, in the parent process, which alone writes and rolls the file. Replaces Logback's earlier
 * configuration. Workers' records come in through {@link ProcessLog}.
 */
public final class EngineLog implements AutoCloseable {
  static final String APPENDER = "file";

  private final LoggerContext context;

  private EngineLog(LoggerContext context) {
    this.context = context;
  }

  /**
   * Opens the log.
   *
   * @throws IOException the file can't be written
   */
  public static EngineLog start(LogSettings settings) throws IOException {
    Path file = settings.file().toAbsolutePath();
    Files.createDirectories(file.getParent());
    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    setLevels(context, Level.convertAnSLF4JLevel(settings.level()));
    RollingFileAppender<ILoggingEvent> appender = appender(context, file, settings);
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    if (settings.formatsInLock()) {
      SerialAppender serial = new SerialAppender(appender);
      serial.start();
      root.addAppender(serial);
    } else {
      root.addAppender(appender);
    }
    return new EngineLog(context);
  }

  /** Sets the level of the engine's own loggers; the level of libraries stays WARN. */
  static void setLevels(LoggerContext context, Level level) {
    Level libraries = level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(libraries);
    context.getLogger("io.wubdiag").setLevel(level);
  }

  private static RollingFileAppender<ILoggingEvent> appender(
      LoggerContext context, Path file, LogSettings settings) {
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setName(APPENDER);
    appender.setFile(file.toString());

    LineLayout layout = new LineLayout();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    appender.setEncoder(encoder);

    NumberedFiles rolling = new NumberedFiles(file, settings.olderFiles());
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.start();
    appender.setRollingPolicy(rolling);

    SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
    trigger.setContext(context);
    trigger.setMaxFileSize(new FileSize(settings.maxBytes()));
    trigger.setCheckIncrement(Duration.buildByMilliseconds(0));
    trigger.start();
    appender.setTriggeringPolicy(trigger);

    appender.start();
    return appender;
  }

  @Override
  public void close() {
    context.stop();
  }
}
