package io.wubdiag.remix.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NestedCallsTest {
  /** Calls its like at the other end. */
  interface Echo {
    int descend(int depth);

    String thread();

    @OneWay
    void hurl(int times);

    void lock();
  }

  /** One end: the proxy of the other's is there before the first call. */
  private static class Here implements Echo {
    final CompletableFuture<Echo> other = new CompletableFuture<>();
    final List<Integer> hurled = Collections.synchronizedList(new ArrayList<>());

    @Override
    public int descend(int depth) {
      return depth == 0 ? 0 : 1 + other.join().descend(depth - 1);
    }

    @Override
    public String thread() {
      return Thread.currentThread().getName();
    }

    @Override
    public void hurl(int times) {
      if (times > 0) {
        other.join().thread();
        other.join().hurl(times - 1);
      }
      hurled.add(times);
    }

    @Override
    public void lock() {
      other.join().lock();
    }
  }

  private final Here here = new Here();
  private final Here there = new Here();

  private ConnectedPair connect() throws IOException {
    ConnectedPair pair =
        ConnectedPair.open(p -> p.export(Echo.class, here), w -> w.export(Echo.class, there));
    here.other.complete(pair.parent().proxy(Echo.class));
    there.other.complete(pair.worker().proxy(Echo.class));
    return pair;
  }

  @Test
  void nestsToAnyDepth() throws Exception {
    try (ConnectedPair pair = connect()) {
      assertThat(pair.parent().proxy(Echo.class).descend(200)).isEqualTo(200);
    }
  }

  @Test
  void nestsFromManyThreadsOfBothSidesAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (ConnectedPair pair = connect()) {
      List<Future<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Here from = i % 2 == 0 ? here : there;
        calls.add(threads.submit(() -> from.other.join().descend(7)));
      }
      for (Future<Integer> call : calls) {
        assertThat(call.get()).isEqualTo(7);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void runsACallWithinACallByTheThreadThatWaits() throws Exception {
    AtomicReference<String> ranBy = new AtomicReference<>();
    Here asking =
        new Here() {
          @Override
          public int descend(int depth) {
            ranBy.set(other.join().thread());
            return 0;
          }
        };
    try (ConnectedPair pair =
        ConnectedPair.open(p -> p.export(Echo.class, here), w -> w.export(Echo.class, asking))) {
      asking.other.complete(pair.worker().proxy(Echo.class));

      pair.parent().proxy(Echo.class).descend(1);

      assertThat(ranBy).hasValue(Thread.currentThread().getName());
    }
  }

  /** So a lock that the caller holds is held by the callback as well, as in one process. */
  @Test
  void callsBackUnderTheCallersLock() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    Here locking =
        new Here() {
          @Override
          public void lock() {
            lock.lock();
            lock.unlock();
          }
        };
    try (ConnectedPair pair =
        ConnectedPair.open(p -> p.export(Echo.class, locking), w -> w.export(Echo.class, there))) {
      there.other.complete(pair.worker().proxy(Echo.class));

      lock.lock();
      pair.parent().proxy(Echo.class).lock();
      lock.unlock();
    }
  }

  /**
   * Each handler calls back, while the other end's only thread for calls runs one that does, too.
   */
  @Test
  void survivesOneWayCallsThatCrossAndCallBack() throws Exception {
    try (ConnectedPair pair = connect()) {
      Echo fromHere = here.other.join();
      Echo fromThere = there.other.join();
      Thread second =
          new Thread(
              () -> {
                for (int i = 0; i < 50; i++) {
                  fromThere.hurl(4);
                }
              });
      second.start();
      for (int i = 0; i < 50; i++) {
        fromHere.hurl(4);
      }
      second.join();
      while (here.hurled.size() + there.hurled.size() < 2 * 50 * 5) {
        // What was hurled is behind these.
        fromHere.thread();
        fromThere.thread();
      }
    }
  }

  @Test
  void keepsCallsOfOthersInLineMeanwhile() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch secondSent = new CountDownLatch(1);
    Here first =
        new Here() {
          @Override
          public int descend(int depth) {
            order.add("begins " + depth);
            begun.countDown();
            try {
              secondSent.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            other.join().thread();
            order.add("ends " + depth);
            return 0;
          }

          @Override
          public void hurl(int times) {
            order.add("runs " + times);
          }
        };
    try (ConnectedPair pair =
        ConnectedPair.open(p -> p.export(Echo.class, here), w -> w.export(Echo.class, first))) {
      first.other.complete(pair.worker().proxy(Echo.class));
      Echo proxy = pair.parent().proxy(Echo.class);
      Thread other =
          new Thread(
              () -> {
                try {
                  begun.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                proxy.hurl(2);
                secondSent.countDown();
              });
      other.start();
      proxy.descend(1);
      other.join();
      proxy.thread();

      assertThat(order).containsExactly("begins 1", "ends 1", "runs 2");
    }
  }

  @Test
  void endsNestedCallsAtAllDepthsWhenThePeerGoes() throws Exception {
    CompletableFuture<ConnectedPair> connected = new CompletableFuture<>();
    Here leaving =
        new Here() {
          private int calls;

          @Override
          public int descend(int depth) {
            if (++calls == 3) {
              connected.join().worker().close();
            }
            return super.descend(depth);
          }
        };
    try (ConnectedPair pair =
        ConnectedPair.open(p -> p.export(Echo.class, here), w -> w.export(Echo.class, leaving))) {
      here.other.complete(pair.parent().proxy(Echo.class));
      leaving.other.complete(pair.worker().proxy(Echo.class));
      connected.complete(pair);

      assertThatThrownBy(() -> here.other.join().descend(100))
          .isInstanceOf(PeerGoneException.class)
          .hasMessageStartingWith("worker 1 closed the connection; Echo.descend");
    }
  }
}
