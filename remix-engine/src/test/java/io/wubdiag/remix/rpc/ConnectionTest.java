package io.wubdiag.remix.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConnectionTest {
  /** What the callbacks of the 2012 remixer were for. */
  interface Progress {
    int progress(String text, double share) throws IOException;

    @OneWay
    void tell(List<Integer> numbers);

    String whoAmI();
  }

  /** Keeps what it is told. */
  private static class Told implements Progress {
    final List<String> texts = Collections.synchronizedList(new ArrayList<>());
    final List<List<Integer>> numbers = Collections.synchronizedList(new ArrayList<>());

    @Override
    public int progress(String text, double share) throws IOException {
      texts.add(text);
      return texts.size();
    }

    @Override
    public void tell(List<Integer> told) {
      numbers.add(told);
    }

    @Override
    public String whoAmI() {
      return Thread.currentThread().getName();
    }
  }

  @Test
  void runsCallsInOrderWithTheirEffectsWhereTheObjectIs() throws Exception {
    Told told = new Told();
    try (ConnectedPair pair = ConnectedPair.exporting(Progress.class, told)) {
      Progress progress = pair.worker().proxy(Progress.class);

      for (int i = 1; i <= 100; i++) {
        assertThat(progress.progress("step " + i, i / 100.0)).isEqualTo(i);
      }

      assertThat(told.texts)
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, 100).mapToObj(i -> "step " + i).toList());
      assertThat(progress.whoAmI()).isEqualTo("rpc-calls worker 1");
    }
  }

  @Test
  void keepsOneWayCallsInOrderWithOthersAndWritesArgumentsWhenTheyAreMade() throws Exception {
    Told told = new Told();
    try (ConnectedPair pair = ConnectedPair.exporting(Progress.class, told)) {
      Progress progress = pair.worker().proxy(Progress.class);

      List<Integer> reused = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        reused.add(i);
        progress.tell(reused);
        reused.clear();
      }
      progress.progress("done", 1);

      assertThat(told.numbers)
          .containsExactlyElementsOf(IntStream.range(0, 1000).mapToObj(List::of).toList());
    }
  }

  @Test
  void takesCallsOfManyThreadsAtOnce() throws Exception {
    Told told = new Told();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try (ConnectedPair pair = ConnectedPair.exporting(Progress.class, told)) {
      Progress progress = pair.worker().proxy(Progress.class);

      List<Future<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        String text = "call " + i;
        calls.add(threads.submit(() -> progress.progress(text, 0)));
      }
      List<Integer> results = new ArrayList<>();
      for (Future<Integer> call : calls) {
        results.add(call.get());
      }

      assertThat(results)
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 500).boxed().toList());
      assertThat(told.texts).hasSize(500).doesNotHaveDuplicates();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void throwsDeclaredExceptionsAsTheyAreAndOthersWithTheirTrace() throws Exception {
    Told failing =
        new Told() {
          @Override
          public int progress(String text, double share) throws IOException {
            switch (text) {
              case "declared":
                throw new IOException("disk full");
              case "below":
                throw new FileNotFoundException("song.mp3");
              default:
                throw new IllegalStateException("not now");
            }
          }
        };
    try (ConnectedPair pair = ConnectedPair.exporting(Progress.class, failing)) {
      Progress progress = pair.worker().proxy(Progress.class);

      assertThatThrownBy(() -> progress.progress("declared", 0))
          .isExactlyInstanceOf(IOException.class)
          .hasMessage("disk full")
          .satisfies(
              e ->
                  assertThat(e.getSuppressed()[0])
                      .hasMessageContaining("in the parent: java.io.IOException: disk full"));
      assertThatThrownBy(() -> progress.progress("below", 0))
          .isExactlyInstanceOf(IOException.class)
          .hasMessage("song.mp3");
      assertThatThrownBy(() -> progress.progress("other", 0))
          .isInstanceOfSatisfying(
              RemoteFailureException.class,
              e -> {
                assertThat(e.remoteClass()).isEqualTo("java.lang.IllegalStateException");
                assertThat(e.remoteMessage()).isEqualTo("not now");
                assertThat(e.remoteStackTrace()).contains("at " + getClass().getName());
              });
    }
  }

  @Test
  void tellsWhatOneWayCallsThrow() throws Exception {
    CompletableFuture<String> lost = new CompletableFuture<>();
    Told failing =
        new Told() {
          @Override
          public void tell(List<Integer> told) {
            throw new IllegalStateException("full");
          }
        };
    try (ConnectedPair pair =
        ConnectedPair.open(
            p ->
                p.export(Progress.class, failing)
                    .lostFailures((method, e) -> lost.complete(method + ": " + e.getMessage())),
            w -> w)) {
      pair.worker().proxy(Progress.class).tell(List.of());

      assertThat(lost.get()).isEqualTo(Progress.class.getName() + "#tell(java.util.List): full");
    }
  }

  @Test
  void closesWhenNobodyCanBeToldOfAFailure() throws Exception {
    Told failing =
        new Told() {
          @Override
          public void tell(List<Integer> told) {
            throw new IllegalStateException("full");
          }
        };
    try (ConnectedPair pair =
        ConnectedPair.open(
            p ->
                p.export(Progress.class, failing)
                    .lostFailures(
                        (method, e) -> {
                          throw new IllegalStateException("deaf");
                        }),
            w -> w)) {
      pair.worker().proxy(Progress.class).tell(List.of());

      assertThat(pair.worker().closed().get())
          .isEqualTo(
              "closed the connection because %s#tell(java.util.List) could not be answered:"
                      .formatted(Progress.class.getName())
                  + " java.lang.IllegalStateException: deaf");
    }
  }

  @Test
  void saysThatNothingIsExportedByAnInterface() throws Exception {
    try (ConnectedPair pair = ConnectedPair.open(p -> p, w -> w)) {
      Progress progress = pair.worker().proxy(Progress.class);

      assertThatThrownBy(() -> progress.progress("", 0))
          .isInstanceOf(RemoteFailureException.class)
          .hasMessageContaining("progress(java.lang.String,double) is not exported");

      progress.tell(List.of());
      assertThat(pair.worker().closed().get())
          .isEqualTo(
              "closed the connection because it called %s#tell(java.util.List), which is not exported"
                  .formatted(Progress.class.getName()));
    }
  }

  @Test
  void givesUpACallAfterItsTimeAndDropsTheLateReply() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Told slow =
        new Told() {
          @Override
          public int progress(String text, double share) {
            try {
              release.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return 7;
          }
        };
    try (ConnectedPair pair = ConnectedPair.exporting(Progress.class, slow)) {
      Progress hasty = pair.worker().proxy(Progress.class, Duration.ofMillis(20));

      assertThatThrownBy(() -> hasty.progress("", 0))
          .isInstanceOf(CallTimeoutException.class)
          .hasMessage("the parent has not replied to Progress.progress within 20 ms");
      release.countDown();

      assertThat(pair.worker().proxy(Progress.class).progress("", 0)).isEqualTo(7);
    }
  }

  @Test
  void leavesTheConnectionToOthersWhenACallerIsInterrupted() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Told slow =
        new Told() {
          @Override
          public int progress(String text, double share) {
            entered.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return 7;
          }
        };
    try (ConnectedPair pair = ConnectedPair.exporting(Progress.class, slow)) {
      Progress progress = pair.worker().proxy(Progress.class);
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      CompletableFuture<Boolean> flag = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                try {
                  progress.progress("", 0);
                } catch (Throwable e) {
                  flag.complete(Thread.currentThread().isInterrupted());
                  thrown.complete(e);
                }
                // Interrupted as it is, it can still tell.
                progress.tell(List.of(1));
              });
      caller.start();
      entered.await();
      caller.interrupt();

      assertThat(thrown.get()).isInstanceOf(CallInterruptedException.class);
      assertThat(flag.get()).isTrue();
      caller.join();
      release.countDown();
      assertThat(progress.progress("", 0)).isEqualTo(7);
      assertThat(slow.numbers).containsExactly(List.of(1));
    }
  }

  @Test
  void failsAllCallsWhenThePeerIsGone() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Told slow =
        new Told() {
          @Override
          public String whoAmI() {
            entered.countDown();
            try {
              release.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return "";
          }
        };
    CompletableFuture<String> exit = CompletableFuture.completedFuture("was killed by SIGKILL");
    SocketPair sockets = SocketPair.open();
    try (Connection worker =
            Connection.over(sockets.first(), "worker 3").export(Progress.class, slow).open();
        Connection parent = Connection.over(sockets.second(), "worker 3").exit(exit).open()) {
      Progress progress = parent.proxy(Progress.class);
      List<Future<?>> pending = new ArrayList<>();
      ExecutorService threads = Executors.newFixedThreadPool(3);
      for (int i = 0; i < 3; i++) {
        pending.add(threads.submit(progress::whoAmI));
      }
      entered.await();
      sockets.first().close();

      String waited =
          "worker 3 was killed by SIGKILL; Progress.whoAmI was waiting for its reply, and may have"
              + " run";
      List<String> reasons = new ArrayList<>();
      for (Future<?> call : pending) {
        Throwable thrown = catchThrowable(call::get);
        assertThat(thrown).hasRootCauseInstanceOf(PeerGoneException.class);
        reasons.add(thrown.getCause().getMessage());
      }
      // One has entered; the others may be on their way, or not.
      assertThat(reasons)
          .contains(waited)
          .isSubsetOf(waited, "worker 3 was killed by SIGKILL; Progress.whoAmI was not sent");
      assertThatThrownBy(() -> progress.tell(List.of()))
          .hasMessage("worker 3 was killed by SIGKILL; Progress.tell was not sent");
      assertThat(parent.closed().get()).isEqualTo("was killed by SIGKILL");
      release.countDown();
      threads.shutdown();
    }
  }

  @Test
  void failsCallsOfBothWhenOneCloses() throws Exception {
    Told told = new Told();
    try (ConnectedPair pair = ConnectedPair.exporting(Progress.class, told)) {
      Progress progress = pair.worker().proxy(Progress.class);
      progress.tell(List.of(1));
      pair.worker().close();

      assertThatThrownBy(progress::whoAmI)
          .hasMessage("the parent was disconnected here; Progress.whoAmI was not sent");
      assertThat(pair.parent().closed().get()).isEqualTo("closed the connection");
      // What was told before is not lost.
      assertThat(told.numbers).containsExactly(List.of(1));
    }
  }

  @Test
  void leavesNoThread() throws Exception {
    ConnectedPair pair = ConnectedPair.exporting(Progress.class, new Told());
    pair.worker().proxy(Progress.class).whoAmI();
    List<Thread> threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().matches("rpc-(socket|calls) (worker 1|the parent)"))
            .toList();
    assertThat(threads).hasSize(4).allMatch(Thread::isDaemon);

    pair.close();

    for (Thread thread : threads) {
      thread.join();
    }
  }
}
