package io.wubdiag.remix.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wubdiag.remix.arrange.StreamingRemixer;
import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.audio.DemoSong;
import io.wubdiag.remix.engine.Engine;
import io.wubdiag.remix.engine.EngineOptions;
import io.wubdiag.remix.engine.JobStatus;
import io.wubdiag.remix.engine.QueueFullException;
import io.wubdiag.remix.job.JobState;
import io.wubdiag.remix.log.EngineLog;
import io.wubdiag.remix.log.LogSettings;
import io.wubdiag.remix.worker.StartMethod;
import io.wubdiag.remix.worker.WorkerSettings;
import io.wubdiag.remix.worker.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one scenario in a JVM of its own: an engine, its workers, and clients that ask how their
 * songs come along, each question of which is logged, as a web server's are. Prints the result as
 * JSON.
 */
public final class ScenarioMain {
  private static final Logger LOG = LoggerFactory.getLogger(ScenarioMain.class);

  /** Each asks again as soon as it has an answer. */
  private static final int CLIENTS = 4;

  /** Short, so that there are many; all different. */
  private static final int SONGS = 8;

  private static final double SONG_SECONDS = 6;

  private static final int WORKERS = 2;

  private ScenarioMain() {}

  /**
   * @param args the scenario as JSON, a directory to work in, and one to share with other runs
   */
  public static void main(String[] args) throws Exception {
    ObjectMapper json = new ObjectMapper();
    Scenario scenario = json.readValue(args[0], Scenario.class);
    Path directory = Path.of(args[1]);
    LogSettings logging =
        LogSettings.of(directory.resolve("remix.log"))
            .withFormattingInLock(scenario.startMethod() == StartMethod.FORK);
    try (EngineLog log = EngineLog.start(logging)) {
      ScenarioResult result = run(scenario, directory, Path.of(args[2]));
      System.out.println(json.writeValueAsString(result));
    }
    System.exit(0);
  }

  private static ScenarioResult run(Scenario scenario, Path directory, Path cache)
      throws IOException, QueueFullException, InterruptedException {
    List<Path> songs = songs(directory);
    EngineOptions options =
        EngineOptions.in(directory.resolve("jobs"))
            .withWorkers(WORKERS)
            .withMayWait(scenario.jobs())
            .withWatchdog(Duration.ofSeconds(8), Duration.ofSeconds(5));
    if (scenario.startMethod() == StartMethod.FORK) {
      // In 2012, nobody looked after a worker that hung.
      options = options.withPatience(1, 1, 1);
    }
    long begun = System.nanoTime();
    try (Engine engine =
        new Engine(
            options, Workers.of(scenario.startMethod(), settings(scenario, directory, cache)))) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < scenario.jobs(); i++) {
        Path upload = engine.uploads().resolve("song-" + i + ".wav");
        Files.copy(songs.get(i % SONGS), upload);
        ids.add(engine.submit(upload, "song " + i + ".wav", Style.DUBSTEP).job().id());
      }
      AtomicInteger killed = new AtomicInteger();
      List<Thread> company = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        company.add(started(new Client(engine, ids), "client " + client));
      }
      if (scenario.killEverySeconds() > 0) {
        company.add(started(new WorkerKiller(scenario.killEverySeconds(), killed), "killer"));
      }
      List<JobStatus> ends = awaitAll(engine, ids);
      double seconds = (System.nanoTime() - begun) / 1e9;
      for (Thread one : company) {
        one.interrupt();
        one.join();
      }
      return result(scenario, engine, ends, killed.get(), seconds);
    }
  }

  private static WorkerSettings settings(Scenario scenario, Path directory, Path cache) {
    WorkerSettings settings =
        WorkerSettings.of(directory.resolve("workers"), StreamingRemixer.class)
            .withCache(cache)
            .withChildLogging(scenario.childLogging());
    // Practice does not pay for a worker that won't grow old.
    return scenario.killEverySeconds() > 0 ? settings.withWarmUp(Duration.ZERO) : settings;
  }

  private static ScenarioResult result(
      Scenario scenario, Engine engine, List<JobStatus> ends, int killed, double seconds) {
    int succeeded = 0;
    int hung = 0;
    List<String> diagnoses = new ArrayList<>();
    for (JobStatus end : ends) {
      if (end.job().state() == JobState.DONE) {
        succeeded++;
      }
      if (end.diagnosed()) {
        hung++;
        engine.diagnosis(end.job().id()).ifPresent(diagnoses::add);
      }
    }
    return new ScenarioResult(
        scenario.startMethod(),
        scenario.childLogging(),
        killed,
        ends.size(),
        succeeded,
        hung,
        seconds,
        ProcessHandle.current().pid(),
        diagnoses);
  }

  private static List<JobStatus> awaitAll(Engine engine, List<String> ids)
      throws InterruptedException {
    List<JobStatus> ends = new ArrayList<>();
    for (String id : ids) {
      JobStatus status = engine.status(id).orElseThrow();
      while (!status.job().state().isFinal()) {
        Thread.sleep(20);
        status = engine.status(id).orElseThrow();
      }
      ends.add(status);
    }
    return ends;
  }

  private static List<Path> songs(Path directory) throws IOException {
    List<Path> songs = new ArrayList<>();
    for (int i = 0; i < SONGS; i++) {
      Path song = directory.resolve("demo-" + i + ".wav");
      DemoSong.of(80 + 10 * i, SONG_SECONDS, i).writeWav(song);
      songs.add(song);
    }
    return songs;
  }

  private static Thread started(Runnable program, String name) {
    Thread thread = new Thread(program, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * Asks again and again how a song comes along that is being remixed, each time logged; so does
   * whoever else listens to it, for whom it asks once.
   */
  private record Client(Engine engine, List<String> ids) implements Runnable {
    private static final int LISTENERS = 50;

    @Override
    public void run() {
      int next = 0;
      while (!Thread.currentThread().isInterrupted()) {
        String id = ids.get(next);
        JobStatus status = engine.status(id).orElseThrow();
        for (int listener = 0; listener < LISTENERS; listener++) {
          LOG.info("GET /jobs/{} 200 {} {}", id, status.share(), status.text());
        }
        if (status.job().state() != JobState.RUNNING) {
          next = (next + 1) % ids.size();
        }
      }
    }
  }
}
