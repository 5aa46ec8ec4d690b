package io.wubdiag.remix.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

class EngineLogTest {
  @TempDir Path directory;

  @Test
  void writesARecordAsOneLine() throws Exception {
    Path file = directory.resolve("engine.log");
    try (EngineLog log = EngineLog.start(LogSettings.of(file));
        var job = MDC.putCloseable(LogRecord.JOB, "8f3c\n")) {
      LoggerFactory.getLogger(EngineLogTest.class)
          .info("one\r\ntwo\u001b[31m\u2028{}", "three", new IllegalStateException("why"));
      LoggerFactory.getLogger(EngineLogTest.class).debug("not that");
      LoggerFactory.getLogger("some.library").info("nor that");
    }
    assertThat(Files.readAllLines(file))
        .singleElement()
        .asString()
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z .*")
        .contains(
            " INFO  engine [main] EngineLogTest {8f3c\\n} one\\r\\ntwo\\u001b[31m\\u2028three: "
                + "java.lang.IllegalStateException: why\\n\\tat io.wubdiag.remix.log.EngineLogTest");
  }

  @Test
  void formatsWithinTheLockIfAskedTo() throws Exception {
    Path file = directory.resolve("engine.log");
    Object nosy =
        new Object() {
          @Override
          public String toString() {
            Object appender = rootAppender();
            return appender.getClass().getSimpleName() + " " + Thread.holdsLock(appender);
          }
        };
    try (EngineLog log = EngineLog.start(LogSettings.of(file).withFormattingInLock(true))) {
      LoggerFactory.getLogger(EngineLogTest.class).info("formatted in {}", nosy);
    }
    assertThat(Files.readString(file)).endsWith("formatted in SerialAppender true\n");
  }

  private static Object rootAppender() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    return context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(EngineLog.APPENDER);
  }

  @Test
  void saysWhichProcessARecordIsOfAndHowManyWereLost() throws Exception {
    Path file = directory.resolve("engine.log");
    try (EngineLog log = EngineLog.start(LogSettings.of(file))) {
      new ProcessLog("worker-3/4711")
          .write(
              List.of(new LogRecord(0, Level.ERROR, "a.b.Mixer", "t", null, "too loud", null)),
              812);
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.get(0))
        .isEqualTo("1970-01-01T00:00:00.000Z ERROR worker-3/4711 [t] Mixer too loud");
    assertThat(lines.get(1)).contains(" WARN  worker-3/4711 ").endsWith("dropped 812 records");
  }

  @Test
  void keepsWithinItsSize() throws Exception {
    Path file = directory.resolve("100% engine.log");
    try (EngineLog log = EngineLog.start(new LogSettings(file, Level.INFO, 20_000, 2, false))) {
      for (int i = 0; i < 2000; i++) {
        LoggerFactory.getLogger(EngineLogTest.class).info("record {}", i);
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files)
          .hasSize(3)
          .allSatisfy(part -> assertThat(Files.size(part)).isLessThan(21_000));
    }
    assertThat(Files.readString(file)).endsWith("record 1999\n");
  }

  @Test
  void dropsAndCountsWhatHasNoRoomWithoutWaiting() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    List<LogRecord> received = new ArrayList<>();
    long[] dropped = new long[1];
    LogSink slow =
        new LogSink() {
          @Override
          public void write(List<LogRecord> records, long lost) {
            try {
              open.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            received.addAll(records);
            dropped[0] += lost;
          }

          @Override
          public void sync() {}
        };
    WorkerLog log = WorkerLog.forwardTo(slow, Level.INFO);
    int count = 3 * ForwardingAppender.CAPACITY;
    for (int i = 0; i < count; i++) {
      LoggerFactory.getLogger(EngineLogTest.class).info("{}", i);
    }
    open.countDown();
    log.flush();
    LoggerFactory.getLogger(EngineLogTest.class).info("the last");
    log.flush();
    assertThat(dropped[0]).isPositive();
    assertThat(received.size() + dropped[0]).isEqualTo(count + 1);
    assertThat(received.get(received.size() - 1).message()).isEqualTo("the last");
    assertThat(received.get(100).message()).isEqualTo("100");
  }
}
