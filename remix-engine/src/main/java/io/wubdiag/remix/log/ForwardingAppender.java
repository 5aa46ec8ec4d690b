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
 * Hands records on to a sink by a thread of its own. Who logs never waits: if the sink is slow and
 * the queue is full, the record is dropped, and counted.
 */
final class ForwardingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  /** How many records may wait to be sent. */
  static final int CAPACITY = 8192;

  /** How much may be in one call. */
  private static final int BATCH_RECORDS = 256;

  private static final int BATCH_CHARACTERS = 1 << 17;

  private final LogSink sink;
  private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong dropped = new AtomicLong();

  /** What waits to be sent: a record, or somebody who wants to know when all before it has been. */
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

  /** Waits until what was logged before is in the log, but not for longer than that. */
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
