package io.wubdiag.remix.agent;

import io.wubdiag.remix.arrange.StreamingRemixer;
import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.audio.DemoSong;
import io.wubdiag.remix.engine.Engine;
import io.wubdiag.remix.engine.EngineOptions;
import io.wubdiag.remix.engine.QueueFullException;
import io.wubdiag.remix.job.JobState;
import io.wubdiag.remix.log.EngineLog;
import io.wubdiag.remix.log.LogSettings;
import io.wubdiag.remix.worker.SpawnedWorkers;
import io.wubdiag.remix.worker.WorkerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.event.Level;

/**
 * How many songs a minute an engine of two workers does, after a command has done something to its
 * processes. Prints that number. Arguments: a directory, how many songs, and a command for the
 * shell, which finds the pids of engine and workers in {@code PIDS}. Run by {@code
 * remix-engine/bench/agent}.
 */
public final class EngineRound {
  private static final int WORKERS = 2;

  /** After so many songs a worker is warm; and again, after its classes were exchanged. */
  private static final int PRACTICE = 3;

  private static final double SONG_SECONDS = 30;

  private EngineRound() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    int songs = Integer.parseInt(args[1]);
    Path song = directory.resolve("song.wav");
    DemoSong.of(124, SONG_SECONDS, 7).writeWav(song);
    WorkerSettings settings =
        WorkerSettings.of(directory.resolve("workers"), StreamingRemixer.class)
            .withCache(Path.of(args[3]))
            .withLogLevel(Level.INFO);
    EngineOptions options =
        EngineOptions.in(directory.resolve("jobs")).withWorkers(WORKERS).withMayWait(songs + 20);
    double perMinute;
    try (EngineLog log = EngineLog.start(LogSettings.of(directory.resolve("remix.log")));
        Engine engine = new Engine(options, new SpawnedWorkers(settings))) {
      remix(engine, song, PRACTICE * WORKERS);
      run(args[2]);
      remix(engine, song, PRACTICE * WORKERS);
      long begun = System.nanoTime();
      remix(engine, song, songs);
      perMinute = songs / ((System.nanoTime() - begun) / 60e9);
    }
    System.out.printf(Locale.ROOT, "%.2f%n", perMinute);
    System.exit(0);
  }

  private static void run(String command) throws IOException, InterruptedException {
    List<Long> pids = new ArrayList<>(List.of(ProcessHandle.current().pid()));
    ProcessHandle.current().children().forEach(worker -> pids.add(worker.pid()));
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .put("PIDS", pids.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    if (builder.start().waitFor() != 0) {
      throw new IOException("failed: " + command);
    }
  }

  private static void remix(Engine engine, Path song, int count)
      throws IOException, InterruptedException, QueueFullException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path upload = engine.uploads().resolve("song-" + i + ".wav");
      Files.copy(song, upload);
      ids.add(engine.submit(upload, "song.wav", Style.DUBSTEP).job().id());
    }
    for (String id : ids) {
      JobState state = engine.status(id).orElseThrow().job().state();
      while (!state.isFinal()) {
        Thread.sleep(10);
        state = engine.status(id).orElseThrow().job().state();
      }
      if (state != JobState.DONE) {
        throw new IOException("a remix came to nothing: " + engine.status(id).orElseThrow().text());
      }
    }
  }
}
