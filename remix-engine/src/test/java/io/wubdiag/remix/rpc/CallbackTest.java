package io.wubdiag.remix.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The remixer of 2012 gave its workers a callback; it ran in the worker, on the worker's copy of a
 * list, and the parent's list stayed empty. Here it runs where the list is, or is refused.
 */
@Timeout(30)
class CallbackTest {
  interface Listener {
    void progress(String text);

    @OneWay
    void note(int number);
  }

  interface Remixer {
    String remix(String song, @Callback Listener listener);
  }

  interface CarelessRemixer {
    String remix(String song, Runnable done);
  }

  private static Listener adding(List<String> list) {
    return new Listener() {
      @Override
      public void progress(String text) {
        list.add(text);
      }

      @Override
      public void note(int number) {
        list.add("note " + number);
      }
    };
  }

  private static ConnectedPair worker(Remixer remixer) throws Exception {
    return ConnectedPair.open(p -> p, w -> w.export(Remixer.class, remixer));
  }

  @Test
  void hasTheCallbacksEffectInTheParent() throws Exception {
    try (ConnectedPair pair =
        worker(
            (song, listener) -> {
              for (int i = 1; i <= 3; i++) {
                listener.progress(song + " " + i);
                listener.note(i);
              }
              return "done";
            })) {
      List<String> list = new ArrayList<>();

      assertThat(pair.parent().proxy(Remixer.class).remix("a", adding(list))).isEqualTo("done");

      // One-way calls as well: all have run when the call returns, by its own thread.
      assertThat(list).containsExactly("a 1", "note 1", "a 2", "note 2", "a 3", "note 3");
    }
  }

  @Test
  void refusesACallbackThatWouldRunOnACopy() throws Exception {
    try (ConnectedPair pair = worker((song, listener) -> "")) {
      assertThatThrownBy(() -> pair.parent().proxy(CarelessRemixer.class))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "parameter \"done\" (Runnable) of CarelessRemixer.remix can't be sent to another"
                  + " process: an object runs where it was made, and so does a lambda: mark the"
                  + " parameter @Callback, or export the object as an interface");
    }
  }

  @Test
  void runsCallbacksOfTheWorkersOtherThreadsByTheThreadThatWaits() throws Exception {
    List<Thread> ranBy = new ArrayList<>();
    Listener listener =
        new Listener() {
          @Override
          public void progress(String text) {
            ranBy.add(Thread.currentThread());
          }

          @Override
          public void note(int number) {
            ranBy.add(Thread.currentThread());
          }
        };
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (ConnectedPair pair =
        worker(
            (song, back) -> {
              List<Future<?>> parts = new ArrayList<>();
              for (int i = 0; i < 40; i++) {
                parts.add(threads.submit(() -> back.progress("part")));
              }
              for (Future<?> part : parts) {
                try {
                  part.get(20, TimeUnit.SECONDS);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }
              return "";
            })) {
      pair.parent().proxy(Remixer.class).remix("", listener);

      assertThat(ranBy).hasSize(40).containsOnly(Thread.currentThread());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void endsACallbackWithItsCall() throws Exception {
    AtomicReference<Listener> kept = new AtomicReference<>();
    try (ConnectedPair pair =
        worker(
            (song, listener) -> {
              kept.set(listener);
              return "";
            })) {
      pair.parent().proxy(Remixer.class).remix("", adding(new ArrayList<>()));

      assertThatThrownBy(() -> kept.get().note(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the callback was passed to")
          .hasMessageContaining("which has returned");
    }
  }

  @Test
  void passesNoCallbackAsNone() throws Exception {
    try (ConnectedPair pair = worker((song, listener) -> listener == null ? "none" : "one")) {
      assertThat(pair.parent().proxy(Remixer.class).remix("", null)).isEqualTo("none");
    }
  }
}
