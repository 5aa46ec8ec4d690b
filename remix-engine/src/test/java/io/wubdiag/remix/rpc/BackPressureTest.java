package io.wubdiag.remix.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BackPressureTest {
  private static final byte[] KILOBYTE = new byte[1024];

  /** How many calls of a kilobyte may be sent before one waits, at most. */
  private static final int BOUND = Connection.WINDOW_BYTES / KILOBYTE.length;

  interface Sink {
    @OneWay
    void take(byte[] bytes);

    int taken();
  }

  /** Takes nothing until it may. */
  private static final class Slow implements Sink {
    final Semaphore permits = new Semaphore(0);
    final AtomicInteger taken = new AtomicInteger();

    @Override
    public void take(byte[] bytes) {
      permits.acquireUninterruptibly();
      taken.incrementAndGet();
    }

    @Override
    public int taken() {
      return taken.get();
    }
  }

  @Test
  void givesUpWhenAPeerDoesNotRunCallsInTime() throws Exception {
    Slow slow = new Slow();
    try (ConnectedPair pair = ConnectedPair.exporting(Sink.class, slow)) {
      Sink sink = pair.worker().proxy(Sink.class, Duration.ofMillis(100));
      AtomicInteger sent = new AtomicInteger();

      assertThatThrownBy(() -> send(sink, sent))
          .isInstanceOf(CallTimeoutException.class)
          .hasMessage(
              "the parent has not run the one-way calls before Sink.take within 100 ms; this one"
                  + " was not sent");
      assertThat(sent.get()).isBetween(BOUND / 4, BOUND);

      slow.permits.release(sent.get());
      // All that were sent run, and none twice.
      assertThat(pair.worker().proxy(Sink.class).taken()).isEqualTo(sent.get());
    }
  }

  @Test
  void goesOnWhenAPeerDoes() throws Exception {
    Slow slow = new Slow();
    try (ConnectedPair pair = ConnectedPair.exporting(Sink.class, slow)) {
      Sink sink = pair.worker().proxy(Sink.class);
      slow.permits.release(20 * BOUND);
      for (int i = 0; i < 20 * BOUND; i++) {
        sink.take(KILOBYTE);
      }
      assertThat(sink.taken()).isEqualTo(20 * BOUND);
    }
  }

  /** Nobody reads the socket at all. */
  @Test
  void boundsWhatIsSentToAPeerThatDoesNotRead() throws Exception {
    SocketPair sockets = SocketPair.open();
    try (SocketChannel deaf = sockets.second();
        Connection connection = Connection.over(sockets.first(), "the deaf").open()) {
      Sink sink = connection.proxy(Sink.class, Duration.ofMillis(100));
      AtomicInteger sent = new AtomicInteger();

      assertThatThrownBy(() -> send(sink, sent)).isInstanceOf(CallTimeoutException.class);
      assertThat(sent.get()).isBetween(BOUND / 4, BOUND);
      assertThatThrownBy(sink::taken)
          .isInstanceOf(CallTimeoutException.class)
          .hasMessage("the deaf has not replied to Sink.taken within 100 ms");
    }
  }

  @Test
  void endsTheWaitOfAllSendersWhenTheConnectionCloses() throws Exception {
    SocketPair sockets = SocketPair.open();
    try (SocketChannel deaf = sockets.second()) {
      Connection connection = Connection.over(sockets.first(), "the deaf").open();
      Sink sink = connection.proxy(Sink.class);
      CountDownLatch full = new CountDownLatch(1);
      List<CompletableFuture<Throwable>> ends = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        ends.add(end);
        Thread sender =
            new Thread(
                () -> {
                  AtomicInteger sent = new AtomicInteger();
                  try {
                    send(sink, sent);
                  } catch (RuntimeException e) {
                    end.complete(e);
                  }
                });
        sender.start();
      }
      Thread probe =
          new Thread(
              () -> {
                try {
                  send(connection.proxy(Sink.class, Duration.ofMillis(50)), new AtomicInteger());
                } catch (CallTimeoutException e) {
                  full.countDown();
                }
              });
      probe.start();
      full.await();

      connection.close();

      for (CompletableFuture<Throwable> end : ends) {
        assertThat(end.get())
            .isInstanceOf(PeerGoneException.class)
            .hasMessageStartingWith("the deaf was disconnected here");
      }
      probe.join();
    }
  }

  @Test
  void letsAWaitingSenderBeInterrupted() throws Exception {
    SocketPair sockets = SocketPair.open();
    try (SocketChannel deaf = sockets.second();
        Connection connection = Connection.over(sockets.first(), "the deaf").open()) {
      Sink sink = connection.proxy(Sink.class);
      CompletableFuture<Throwable> end = new CompletableFuture<>();
      Thread sender =
          new Thread(
              () -> {
                try {
                  send(sink, new AtomicInteger());
                } catch (RuntimeException e) {
                  end.complete(e);
                }
              });
      sender.start();
      sender.interrupt();
      assertThat(end.get()).isInstanceOf(CallInterruptedException.class);
      sender.join();
    }
  }

  interface Flooder {
    void flood(int times, @Callback Sink sink);

    @OneWay
    void floodAlone(int times);
  }

  /** Both run a call that sends more than may be on its way; their replies come between. */
  @Test
  void floodsBothWaysAtOnceFromWithinCalls() throws Exception {
    CompletableFuture<ConnectedPair> connected = new CompletableFuture<>();
    Slow[] sinks = {new Slow(), new Slow()};
    for (Slow sink : sinks) {
      sink.permits.release(Integer.MAX_VALUE);
    }
    try (ConnectedPair pair =
        ConnectedPair.open(
            p ->
                p.export(Sink.class, sinks[0])
                    .export(Flooder.class, flooder(connected, ConnectedPair::parent)),
            w ->
                w.export(Sink.class, sinks[1])
                    .export(Flooder.class, flooder(connected, ConnectedPair::worker)))) {
      connected.complete(pair);
      Flooder atParent = pair.worker().proxy(Flooder.class);
      Flooder atWorker = pair.parent().proxy(Flooder.class);

      atParent.floodAlone(4 * BOUND);
      atWorker.floodAlone(4 * BOUND);
      AtomicInteger back = new AtomicInteger();
      Sink counting =
          new Sink() {
            @Override
            public void take(byte[] bytes) {
              back.incrementAndGet();
            }

            @Override
            public int taken() {
              return back.get();
            }
          };
      atParent.flood(4 * BOUND, counting);
      atWorker.flood(4 * BOUND, counting);

      assertThat(back).hasValue(8 * BOUND);
      assertThat(IntStream.of(sinks[0].taken(), sinks[1].taken())).containsOnly(4 * BOUND);
    }
  }

  private static Flooder flooder(
      CompletableFuture<ConnectedPair> connected, Function<ConnectedPair, Connection> end) {
    return new Flooder() {
      @Override
      public void flood(int times, Sink sink) {
        for (int i = 0; i < times; i++) {
          sink.take(KILOBYTE);
        }
      }

      @Override
      public void floodAlone(int times) {
        Sink sink = end.apply(connected.join()).proxy(Sink.class);
        flood(times, sink);
        sink.taken();
      }
    };
  }

  private static void send(Sink sink, AtomicInteger sent) {
    while (sent.get() < 100 * BOUND) {
      sink.take(KILOBYTE);
      sent.incrementAndGet();
    }
  }
}
