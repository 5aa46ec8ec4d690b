package io.wubdiag.remix.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.arrange.RemixListener;
import io.wubdiag.remix.arrange.RemixSummary;
import io.wubdiag.remix.arrange.Remixer;
import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.log.EngineLog;
import io.wubdiag.remix.log.LogSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SpawnedWorkersTest {
  @TempDir Path directory;
  private EngineLog log;
  private WorkerFactory workers;

  @BeforeEach
  void prepare() throws IOException {
    log = EngineLog.start(LogSettings.of(directory.resolve("engine.log")));
    workers = new SpawnedWorkers(settings(ScriptedRemixer.class));
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  private WorkerSettings settings(Class<? extends Remixer> remixer) {
    return WorkerSettings.of(directory.resolve("workers"), remixer).withWarmUp(Duration.ZERO);
  }

  private RemixRequest request(String script) throws IOException {
    Path song = Files.writeString(Files.createTempFile(directory, "song", ""), script);
    return new RemixRequest(
        "job", song.toString(), "name", Style.DUBSTEP, directory.resolve("out").toString());
  }

  private List<String> logged() throws IOException {
    return Files.readAllLines(directory.resolve("engine.log"));
  }

  /** Notes what it hears, and tells when the worker has begun to hang. */
  private static final class Notes implements RemixListener {
    private final List<String> texts = new ArrayList<>();
    private final CompletableFuture<Void> hanging = new CompletableFuture<>();

    @Override
    public void progress(double share, String text) {
      texts.add(text);
      if (text.equals("hanging")) {
        hanging.complete(null);
      }
    }

    @Override
    public void analysed(SongAnalysis analysis) {
      texts.add("analysed");
    }

    @Override
    public void audible(long bytes) {
      texts.add("audible " + bytes);
    }
  }

  /** Has a worker hang, and gives what comes of the remix. */
  private CompletableFuture<Throwable> hang(Worker worker) throws Exception {
    RemixRequest request = request("hang");
    Notes notes = new Notes();
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                worker.remix(request, notes);
                outcome.complete(new AssertionError("it did not hang"));
              } catch (Exception e) {
                outcome.complete(e);
              }
            })
        .start();
    notes.hanging.get(10, TimeUnit.SECONDS);
    return outcome;
  }

  private static void signal(Worker worker, String signal) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + signal, Long.toString(worker.pid())).start().waitFor())
        .isZero();
  }

  @Test
  void remixesAndTellsInOrder() throws Exception {
    Notes notes = new Notes();
    try (Worker worker = workers.start()) {
      RemixResult result = worker.remix(request("progress"), notes);
      assertThat(result).isEqualTo(new RemixResult(5, 1, "name (remixed)"));
      assertThat(notes.texts).hasSize(101).startsWith("step 0", "step 1").endsWith("audible 5");
      assertThat(directory.resolve("out")).hasContent("sound");
      assertThat(directory.resolve("workers/running/worker-1/socket")).doesNotExist();

      assertThatThrownBy(() -> worker.remix(request("undecodable"), notes))
          .isInstanceOf(RemixFailedException.class)
          .hasMessage("That is no music.");
      assertThatThrownBy(() -> worker.remix(request("bug"), notes))
          .isInstanceOf(RemixFailedException.class)
          .hasMessageContaining("a bug");
      assertThat(worker.remix(request(""), notes).bytes()).isEqualTo(5);
      worker.close();
      assertThat(worker.exit().get(5, TimeUnit.SECONDS)).isEqualTo("exited with code 0");
      assertThat(directory.resolve("workers/running")).isEmptyDirectory();
    }
  }

  @Test
  void endsARemixByWhatItsListenerThrows() throws Exception {
    try (Worker worker = workers.start()) {
      IllegalStateException thrown = new IllegalStateException("enough");
      RemixListener listener =
          new RemixListener() {
            @Override
            public void progress(double share, String text) {
              throw thrown;
            }

            @Override
            public void analysed(SongAnalysis analysis) {}

            @Override
            public void audible(long bytes) {}
          };
      assertThatThrownBy(() -> worker.remix(request("progress"), listener)).isSameAs(thrown);
      assertThat(worker.remix(request(""), new Notes()).bytes()).isEqualTo(5);
    }
  }

  @Test
  void saysHowItEnded() throws Exception {
    try (Worker worker = workers.start()) {
      CompletableFuture<Throwable> outcome = hang(worker);
      signal(worker, "KILL");
      assertThat(outcome.get(10, TimeUnit.SECONDS))
          .isInstanceOf(WorkerDiedException.class)
          .hasMessage("worker 1 (pid %d) was killed by SIGKILL", worker.pid());
    }
    try (Worker worker = workers.start()) {
      assertThatThrownBy(() -> worker.remix(request("exit 7"), new Notes()))
          .isInstanceOf(WorkerDiedException.class)
          .hasMessageEndingWith("exited with code 7");
      assertThat(worker.isAlive()).isFalse();
    }
    try (Worker worker = workers.start()) {
      signal(worker, "SEGV");
      assertThat(worker.exit().get(20, TimeUnit.SECONDS)).startsWith("crashed: SIGSEGV in lib");
    }
    assertThat(directory.resolve("workers/running")).isEmptyDirectory();
  }

  @Test
  void closesAStoppedWorker() throws Exception {
    try (Worker worker = workers.start()) {
      signal(worker, "STOP");
      worker.close();
      assertThat(worker.exit().get(10, TimeUnit.SECONDS)).isEqualTo("was killed by SIGKILL");
    }
  }

  @Test
  void survivesThreadDumpsAndFloodsOfOutput() throws Exception {
    try (Worker worker = workers.start()) {
      signal(worker, "QUIT");
      assertThat(worker.remix(request("print 40\nprogress"), new Notes()).bytes()).isEqualTo(5);
      signal(worker, "QUIT");
      worker.close();
      worker.exit().get(10, TimeUnit.SECONDS);
    }
    assertThat(logged())
        .anyMatch(line -> line.contains("worker-1/") && line.contains("Full thread dump"))
        .anyMatch(line -> line.contains("noise without an end"))
        .allMatch(line -> line.length() < 20_000);
  }

  /** Its class can't be initialised. */
  public static final class Broken implements Remixer {
    static {
      broken();
    }

    private static void broken() {
      throw new IllegalStateException("broken on purpose");
    }

    @Override
    public RemixSummary remix(
        Path song, String name, Style style, OutputStream mp3, Path scratch, RemixListener to) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void failsToStartWithTheLastWords() throws Exception {
    WorkerFactory broken = new SpawnedWorkers(settings(Broken.class));
    assertThatThrownBy(broken::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exited with code 1 before it was ready")
        .hasMessageContaining("broken on purpose");
    assertThat(directory.resolve("workers/running")).isEmptyDirectory();
  }

  @Test
  void logsAllOfFourWorkersInOrder() throws Exception {
    List<Thread> callers = new ArrayList<>();
    RemixRequest request = request("log 2000");
    for (int i = 0; i < 4; i++) {
      Worker worker = workers.start();
      Thread caller =
          new Thread(
              () -> {
                try (worker) {
                  worker.remix(request, new Notes());
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      caller.start();
      callers.add(caller);
    }
    for (Thread caller : callers) {
      caller.join();
    }
    for (int i = 1; i <= 4; i++) {
      String worker = "worker-" + i + "/";
      List<String> records =
          logged().stream()
              .filter(line -> line.contains(worker) && line.contains("} record "))
              .map(line -> line.substring(line.indexOf("record ")))
              .toList();
      assertThat(records).hasSize(2000).startsWith("record 0", "record 1").endsWith("record 1999");
      assertThat(records.get(1000)).isEqualTo("record 1000");
    }
  }

  @Test
  void endsWithItsParent() throws Exception {
    try (ParentProcess parent =
        ParentProcess.start(directory, StartMethod.SPAWN, ChildLogging.FORWARDED, 1, 0)) {
      ProcessHandle worker = ParentProcess.worker(parent.awaitReady().get(0));
      parent.process().destroyForcibly();
      worker.onExit().get(10, TimeUnit.SECONDS);
      assertThat(ParentProcess.isDead(worker.pid())).isTrue();
    }
  }
}
