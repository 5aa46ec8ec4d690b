package io.wubdiag.remix.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.job.JobFiles;
import io.wubdiag.remix.job.JobState;
import io.wubdiag.remix.job.JobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** The engine with workers that do their work. */
class EngineTest extends EngineScenario {
  @Test
  void remixesSong() throws Exception {
    FakeWorkers workers =
        new FakeWorkers((worker, request, told) -> FakeWorkers.remix(request, told));
    String id;
    try (Engine engine = new Engine(options(), workers)) {
      id = id(submit(engine, "abc"));
      JobStatus end = end(engine, id);
      assertThat(id).matches("[A-Za-z0-9_-]{22}");
      assertThat(end.job().state()).isEqualTo(JobState.DONE);
      assertThat(end.job().name()).isEqualTo("abc.mp3");
      assertThat(end.job().title()).isEqualTo("abc.mp3 (Wub Machine Remix)");
      assertThat(end.audibleBytes()).isEqualTo(9);
      assertThat(hear(engine, id, 0)).isEqualTo("abcabcabc");
      assertThat(hear(engine, id, 7)).isEqualTo("bc");
      assertThat(hear(engine, id, 70)).isEmpty();
    }
    try (Engine engine = new Engine(options(), workers)) {
      assertThat(engine.status(id).orElseThrow().job().state()).isEqualTo(JobState.DONE);
      assertThat(hear(engine, id, 0)).isEqualTo("abcabcabc");
      assertThat(engine.status("../../etc")).isEmpty();
      assertThat(engine.diagnosis("../../etc")).isEmpty();
      assertThat(engine.audio("../../etc", 0)).isEmpty();
    }
    assertThat(directory.resolve("jobs").resolve(id)).isDirectoryContaining("glob:**remix-1.mp3");
    assertThat(directory.resolve("jobs").resolve(id).resolve("song")).doesNotExist();
    assertThat(directory.resolve("uploads")).isEmptyDirectory();
    assertThat(workers.started).allMatch(worker -> !worker.isAlive());
  }

  @Test
  void refusesWhatCannotWait() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CompletableFuture<Void> go = new CompletableFuture<>();
    FakeWorkers workers =
        new FakeWorkers(
            (worker, request, told) -> {
              running.countDown();
              worker.await(go);
              return FakeWorkers.remix(request, told);
            });
    try (Engine engine = new Engine(options(), workers)) {
      String first = id(submit(engine, "1"));
      running.await();
      String second = id(submit(engine, "2"));
      JobStatus third = submit(engine, "3");
      assertThat(third.placeInLine()).isEqualTo(2);
      assertThat(engine.load()).isEqualTo(new EngineLoad(1, 1, 2, 2));
      Path upload = Files.writeString(engine.uploads().resolve("fourth"), "4");
      assertThatThrownBy(() -> engine.submit(upload, "4", Style.DUBSTEP))
          .isInstanceOf(QueueFullException.class)
          .hasMessage("the line is full: 2 songs are waiting");
      assertThat(upload).exists();

      assertThat(engine.cancel(second)).isTrue();
      assertThat(engine.cancel(second)).isFalse();
      assertThat(engine.status(id(third)).orElseThrow().placeInLine()).isEqualTo(1);
      String fourth = id(engine.submit(upload, "4", Style.DUBSTEP));
      go.complete(null);
      for (String id : List.of(first, id(third), fourth)) {
        assertThat(end(engine, id).job().state()).isEqualTo(JobState.DONE);
      }
      assertThat(end(engine, second).job().state()).isEqualTo(JobState.CANCELLED);
      assertThat(directory.resolve("jobs").resolve(second)).isEmptyDirectory();
    }
  }

  @Test
  void cancelsWhatRuns() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    FakeWorkers workers =
        new FakeWorkers(
            (worker, request, told) -> {
              if (request.name().startsWith("long")) {
                running.countDown();
                worker.await(NEVER);
              }
              return FakeWorkers.remix(request, told);
            });
    try (Engine engine = new Engine(options(), workers)) {
      String id = id(submit(engine, "long"));
      InputStream audio = engine.audio(id, 0).orElseThrow();
      running.await();
      assertThat(engine.cancel(id)).isTrue();
      assertThat(engine.status(id).orElseThrow().job().state()).isEqualTo(JobState.CANCELLED);
      assertThatThrownBy(audio::readAllBytes).hasMessage("the remix was cancelled");
      audio.close();
      assertThat(end(engine, id(submit(engine, "abc"))).job().state()).isEqualTo(JobState.DONE);
    }
  }

  @Test
  void leavesJobsToTheNextEngineInTheirOrder() throws Exception {
    BlockingQueue<String> running = new LinkedBlockingQueue<>();
    FakeWorkers stuck =
        new FakeWorkers(
            (worker, request, told) -> {
              running.add(request.jobId());
              worker.await(NEVER);
              return null;
            });
    List<String> ids = new ArrayList<>();
    try (Engine engine = new Engine(options(), stuck)) {
      ids.add(id(submit(engine, "0")));
      running.take();
      ids.add(id(submit(engine, "1")));
      ids.add(id(submit(engine, "2")));
      Files.writeString(engine.uploads().resolve("half"), "a half-sent song");
    }
    List<String> order = new CopyOnWriteArrayList<>();
    FakeWorkers well =
        new FakeWorkers(
            (worker, request, told) -> {
              order.add(request.jobId());
              return FakeWorkers.remix(request, told);
            });
    Files.createDirectory(directory.resolve("jobs/orphan"));
    try (Engine engine = new Engine(options(), well)) {
      for (String id : ids) {
        assertThat(end(engine, id).job().state()).isEqualTo(JobState.DONE);
      }
      assertThat(order).isEqualTo(ids);
      assertThat(directory.resolve("uploads")).isEmptyDirectory();
      assertThat(directory.resolve("jobs/orphan")).doesNotExist();
    }
  }

  @Test
  void refusesSecondEngine() throws Exception {
    FakeWorkers workers =
        new FakeWorkers((worker, request, told) -> FakeWorkers.remix(request, told));
    try (Engine engine = new Engine(options(), workers)) {
      assertThatThrownBy(() -> new Engine(options(), workers))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another engine uses " + directory)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      end(engine, id(submit(engine, "abc")));
    }
    new Engine(options(), workers).close();
  }

  @Test
  void servesFiftyReadersOfOneJob() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    FakeWorkers workers =
        new FakeWorkers(
            (worker, request, told) -> {
              worker.await(go);
              return FakeWorkers.remix(request, told);
            });
    try (Engine engine = new Engine(options(), workers)) {
      String id = id(submit(engine, "song"));
      Map<Integer, String> heard = new ConcurrentHashMap<>();
      List<Thread> readers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int reader = i;
        Thread thread =
            new Thread(
                () -> {
                  try {
                    heard.put(reader, hear(engine, id, 0));
                  } catch (Exception e) {
                    heard.put(reader, e.toString());
                  }
                });
        readers.add(thread);
        thread.start();
      }
      go.complete(null);
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(heard)
          .hasSize(50)
          .allSatisfy((i, text) -> assertThat(text).isEqualTo("songsongsong"));
    }
  }

  @Test
  void isNotHeldUpBySlowListener() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    BlockingQueue<JobStatus> slow = new LinkedBlockingQueue<>();
    FakeWorkers workers =
        new FakeWorkers((worker, request, told) -> FakeWorkers.remix(request, told));
    try (Engine engine = new Engine(options(), workers)) {
      JobStatus job = submit(engine, "abc");
      engine.listen(
          id(job),
          status -> {
            slow.add(status);
            try {
              release.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      assertThat(end(engine, id(job)).job().state()).isEqualTo(JobState.DONE);
      release.countDown();
      JobStatus last = slow.take();
      while (!last.job().state().isFinal()) {
        last = slow.take();
      }
      assertThat(last.share()).isEqualTo(1);
      assertThat(slow).isEmpty();
    }
  }

  @Test
  void forgetsWhatIsOldOrTooMuch() throws Exception {
    FakeWorkers workers =
        new FakeWorkers((worker, request, told) -> FakeWorkers.remix(request, told));
    List<String> ids = new ArrayList<>();
    try (Engine engine = new Engine(options(), workers)) {
      for (String song : List.of("aaaa", "bbbb", "cccc")) {
        ids.add(id(submit(engine, song)));
        end(engine, ids.get(ids.size() - 1));
      }
    }
    EngineOptions small = options().withRetention(Duration.ofDays(1), 30);
    try (JobStore store = JobStore.open(directory, true)) {
      new Retention(small, store, new JobFiles(directory)).apply();
      assertThat(store.ids()).containsExactlyInAnyOrder(ids.get(1), ids.get(2));
      assertThat(directory.resolve("jobs").resolve(ids.get(0))).doesNotExist();
      EngineOptions brief = options().withRetention(Duration.ZERO, 1000);
      new Retention(brief, store, new JobFiles(directory)).apply();
      assertThat(store.ids()).isEmpty();
      assertThat(directory.resolve("jobs")).isEmptyDirectory();
    }
  }
}
