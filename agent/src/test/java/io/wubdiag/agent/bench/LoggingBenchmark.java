package io.wubdiag.agent.bench;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.logging.StreamHandler;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a log call costs that is written at once, to a regular file, as programs do: a write to
 * {@code /dev/null} costs next to nothing, and the agent's share of that says little about a
 * program. The file is emptied before each iteration. Run by {@code agent/bench/logging}, with and
 * without the agent.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LoggingBenchmark {
  private static final String MESSAGE = "mixed bar {} of {}";

  private Path file;
  private ch.qos.logback.classic.Logger logback;
  private org.apache.logging.log4j.core.Logger log4j;
  private java.util.logging.Logger jul;
  private int bar;

  @Setup
  public void open() throws IOException {
    file = Files.createTempFile("wubdiag-bench", ".log");
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d %-5level [%thread] %logger - %msg%n");
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(appending(file));
    appender.start();
    logback = context.getLogger("remix");
    logback.addAppender(appender);

    org.apache.logging.log4j.core.LoggerContext log4jContext =
        new org.apache.logging.log4j.core.LoggerContext("remix");
    log4jContext.start(new DefaultConfiguration());
    log4j = log4jContext.getLogger("remix");
    org.apache.logging.log4j.core.appender.OutputStreamAppender.Builder<?> builder =
        org.apache.logging.log4j.core.appender.OutputStreamAppender.newBuilder();
    builder.setName("remix");
    builder.setTarget(appending(file));
    builder.setLayout(
        PatternLayout.newBuilder().withPattern("%d %-5level [%thread] %logger - %msg%n").build());
    org.apache.logging.log4j.core.appender.OutputStreamAppender log4jAppender = builder.build();
    log4jAppender.start();
    log4j.addAppender(log4jAppender);
    log4j.setAdditive(false);
    log4j.setLevel(org.apache.logging.log4j.Level.INFO);

    jul = java.util.logging.Logger.getLogger("remix");
    jul.setUseParentHandlers(false);
    jul.addHandler(new FlushingHandler(file));
  }

  /** Appending, so that the next line goes to the start of a file that was emptied. */
  private static FileOutputStream appending(Path file) throws IOException {
    return new FileOutputStream(file.toFile(), true);
  }

  @Setup(Level.Iteration)
  public void empty() throws IOException {
    Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
        .close();
  }

  @TearDown
  public void delete() throws IOException {
    Files.delete(file);
  }

  /** As {@code ConsoleHandler} does, to a file. */
  static final class FlushingHandler extends StreamHandler {
    FlushingHandler(Path file) throws IOException {
      super(
          appending(file),
          new Formatter() {
            @Override
            public String format(LogRecord record) {
              return record.getInstant() + " " + formatMessage(record) + "\n";
            }
          });
    }

    @Override
    public synchronized void publish(LogRecord record) {
      super.publish(record);
      flush();
    }
  }

  @Benchmark
  public void logback() {
    logback.info(MESSAGE, ++bar, "wub");
  }

  @Benchmark
  public void log4j() {
    log4j.info(MESSAGE, ++bar, "wub");
  }

  @Benchmark
  public void jul() {
    LogRecord record = new LogRecord(java.util.logging.Level.INFO, "mixed bar {0} of {1}");
    record.setParameters(new Object[] {++bar, "wub"});
    record.setLoggerName("remix");
    jul.log(record);
  }
}
