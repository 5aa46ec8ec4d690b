package io.wubdiag.remix.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Hands records on to a sink by a thread of its own. Who logs never waits: if the sink is slow and
 * the queue is full, the record is dropped, and counted.
 */
final class ForwardingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  /** How many records may wait to be sent: half a second of a worker that logs all the time. */
  static final int CAPACITY = 8192;

  /** At most as many records in one call: with records of the greatest length, 4 MB. */
  private static final int BATCH = 128;

  private static final long CLOSE_MILLIS = 1000;

  private final LogSink sink;
  private final BlockingQueue<LogRecord> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean closing;
  private volatile @Nullable Thread sender;

  ForwardingAppender(LogSink sink) {
    this.sink = sink;
  }

  @Override
  public void start() {
    super.start();
    Thread thread = new Thread(this::send, "log forwarder");
    thread.setDaemon(true);
    sender = thread;
    thread.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (!queue.offer(LogRecord.of(event))) {
      dropped.incrementAndGet();
    }
  }

  private void send() {
    List<LogRecord> batch = new ArrayList<>(BATCH);
    try {
      while (!closing || !queue.isEmpty()) {
        LogRecord first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH - 1);
          sink.write(List.copyOf(batch), dropped.getAndSet(0));
          batch.clear();
        }
      }
    } catch (InterruptedException e) {
      // told to stop at once
    } catch (RuntimeException e) {
      addError("the parent takes no more records", e);
    } finally {
      stop();
    }
  }

  /** Sends what is there, but not for longer than a second. */
  void drain() {
    closing = true;
    Thread thread = sender;
    try {
      if (thread != null && thread != Thread.currentThread()) {
        thread.join(CLOSE_MILLIS);
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
