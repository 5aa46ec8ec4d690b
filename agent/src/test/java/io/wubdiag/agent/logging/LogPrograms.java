package io.wubdiag.agent.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.OutputStream;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.OutputStreamAppender.Builder;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** Programs that log, each by another library; given a stream, they give what logs to it. */
final class LogPrograms {
  private LogPrograms() {}

  public static final class Logback implements Function<OutputStream, Consumer<Object>> {
    @Override
    public Consumer<Object> apply(OutputStream stream) {
      LoggerContext context = new LoggerContext();
      context.setMDCAdapter(new LogbackMDCAdapter());
      PatternLayoutEncoder encoder = new PatternLayoutEncoder();
      encoder.setContext(context);
      encoder.setPattern("%msg%n");
      encoder.start();
      OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
      appender.setContext(context);
      appender.setName("FILE");
      appender.setEncoder(encoder);
      appender.setOutputStream(stream);
      appender.start();
      ch.qos.logback.classic.Logger logger = context.getLogger("remix");
      logger.addAppender(appender);
      return message -> logger.info("{}", message);
    }
  }

  /** One whose appender calls back, holding its monitor. */
  public static final class LogbackBase implements Function<OutputStream, Consumer<Object>> {
    @Override
    public Consumer<Object> apply(OutputStream stream) {
      LoggerContext context = new LoggerContext();
      context.setMDCAdapter(new LogbackMDCAdapter());
      Recording appender = new Recording();
      appender.setContext(context);
      appender.start();
      ch.qos.logback.classic.Logger logger = context.getLogger("remix");
      logger.addAppender(appender);
      return message -> logger.info("{}", message);
    }
  }

  /** An appender of the application's. */
  public static final class Recording extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      String text = event.getFormattedMessage();
      if (text.contains("fail")) {
        throw new Error(text);
      }
    }
  }

  public static final class Log4j implements Function<OutputStream, Consumer<Object>> {
    @Override
    public Consumer<Object> apply(OutputStream stream) {
      org.apache.logging.log4j.core.LoggerContext context =
          new org.apache.logging.log4j.core.LoggerContext("test");
      context.start(new DefaultConfiguration());
      Logger logger = context.getLogger("remix");
      Builder<?> builder = org.apache.logging.log4j.core.appender.OutputStreamAppender.newBuilder();
      builder.setName("STREAM");
      builder.setTarget(stream);
      builder.setLayout(PatternLayout.newBuilder().withPattern("%msg%n").build());
      org.apache.logging.log4j.core.appender.OutputStreamAppender appender = builder.build();
      appender.start();
      logger.addAppender(appender);
      logger.setAdditive(false);
      logger.setLevel(org.apache.logging.log4j.Level.INFO);
      return message -> logger.info("{}", message);
    }
  }
}
