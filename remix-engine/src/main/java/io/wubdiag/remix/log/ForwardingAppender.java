package io.wubdiag.remix.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Passes records to a sink in its own thread. A thread that logs never waits: if the sink is slow
 * and the queue is full, the record is dropped and counted.
 */
final class ForwardingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  /** The greatest number of waiting records. */
  static final int CAPACITY = 8192;

  /** The greatest size of one call. */
  private static final int BATCH_RECORDS = 256;

  private static final int BATCH_CHARACTERS = 1 << 17;

  private final LogSink sink;
  private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong dropped = new AtomicLong();

  /** An entry of the queue: a record, or a request to know when all earlier records are sent. */
  private sealed interface Entry permits Logged, Awaited {}

  private record Logged(LogRecord record) implements Entry {}

  private record Awaited(CountDownLatch sent) implements Entry {}

  ForwardingAppender(LogSink sink) {
    this.sink = sink;
  }

  @Override
  public void start() {
    super.start();
    Thread sender = new Thread(this::send, "log-forwarder");
    sender.setDaemon(true);
    sender.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (!queue.offer(new Logged(LogRecord.of(event)))) {
      dropped.incrementAndGet();
    }
  }

  /** Waits until all earlier records are in the log, for a limited time. */
  void flush(long millis) throws InterruptedException {
    Awaited awaited = new Awaited(new CountDownLatch(1));
    if (isStarted() && queue.offer(awaited, millis, TimeUnit.MILLISECONDS)) {
      awaited.sent.await(millis, TimeUnit.MILLISECONDS);
    }
  }

  private void send() {
    try {
      while (isStarted()) {
        sendBatch(queue.take());
      }
    } catch (InterruptedException | RuntimeException e) {
      addError("the parent takes no more records", e);
    } finally {
      stop();
    }
  }

  private void sendBatch(Entry first) throws InterruptedException {
    List<LogRecord> batch = new ArrayList<>();
    int characters = 0;
    @Nullable Entry entry = first;
    while (entry instanceof Logged logged) {
      batch.add(logged.record);
      characters += logged.record.length();
      boolean full = batch.size() == BATCH_RECORDS || characters >= BATCH_CHARACTERS;
      entry = full ? null : queue.poll();
    }
    sink.write(batch, dropped.getAndSet(0));
    if (entry instanceof Awaited awaited) {
      sink.sync();
      awaited.sent.countDown();
    }
  }
}
