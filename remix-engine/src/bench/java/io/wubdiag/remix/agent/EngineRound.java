package io.wubdiag.remix.agent;

import io.wubdiag.remix.arrange.StreamingRemixer;
import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.audio.DemoSong;
import io.wubdiag.remix.engine.Engine;
import io.wubdiag.remix.engine.EngineOptions;
import io.wubdiag.remix.job.JobState;
import io.wubdiag.remix.log.EngineLog;
import io.wubdiag.remix.log.LogSettings;
import io.wubdiag.remix.worker.SpawnedWorkers;
import io.wubdiag.remix.worker.WorkerSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.event.Level;

/**
 * An engine of two workers that remixes for as long as it is told to, for {@code
 * remix-engine/bench/agent}. Arguments: a directory, and one for class data. A line of its input is
 * a number of seconds; it answers with how many songs a minute it has done, and how many
 * milliseconds of processor time each took the engine and its workers. To the line {@code pids} it
 * answers with theirs. It ends with its input.
 */
public final class EngineRound {
  private static final int WORKERS = 2;

  /** One more than workers, so that none of these ever waits for its next song. */
  private static final int CLIENTS = WORKERS + 1;

  private static final int POLL_MILLIS = 10;

  private static final double SONG_SECONDS = 30;

  /** Ticks a second in {@code /proc/PID/stat}: Linux tells programs 100. */
  private static final double MILLIS_PER_TICK = 10;

  /** Behind the name in parentheses there; user, system, and the two of children that ended. */
  private static final int FIRST_TIME = 11;

  private static final int TIMES = 4;

  private final Engine engine;
  private final Path song;

  private EngineRound(Engine engine, Path song) {
    this.engine = engine;
    this.song = song;
  }

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    Path song = directory.resolve("song.wav");
    DemoSong.of(124, SONG_SECONDS, 7).writeWav(song);
    WorkerSettings settings =
        WorkerSettings.of(directory.resolve("workers"), StreamingRemixer.class)
            .withCache(Path.of(args[1]))
            .withLogLevel(Level.INFO);
    EngineOptions options = EngineOptions.in(directory.resolve("jobs")).withWorkers(WORKERS);
    try (EngineLog log = EngineLog.start(LogSettings.of(directory.resolve("remix.log")));
        Engine engine = new Engine(options, new SpawnedWorkers(settings))) {
      EngineRound round = new EngineRound(engine, song);
      BufferedReader input =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        System.out.println(
            line.equals("pids")
                ? pids().stream().map(String::valueOf).collect(Collectors.joining(" "))
                : round.measure(Integer.parseInt(line)));
      }
    }
    System.exit(0);
  }

  private String measure(int seconds) throws Exception {
    double millis = processorMillis();
    long begun = System.nanoTime();
    long end = begun + TimeUnit.SECONDS.toNanos(seconds);
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    int songs = 0;
    try {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Path upload = engine.uploads().resolve("song-" + i + ".wav");
        all.add(clients.submit(() -> remixUntil(end, upload)));
      }
      for (Future<Integer> each : all) {
        songs += each.get();
      }
    } finally {
      clients.shutdown();
    }
    double minutes = (System.nanoTime() - begun) / 60e9;
    return String.format(
        Locale.ROOT, "%.2f %.2f", songs / minutes, (processorMillis() - millis) / songs);
  }

  /** How many songs one client has had remixed; the one that is begun then is finished. */
  private int remixUntil(long end, Path upload) throws Exception {
    int songs = 0;
    do {
      Files.copy(song, upload);
      String id = engine.submit(upload, "song.wav", Style.DUBSTEP).job().id();
      JobState state = engine.status(id).orElseThrow().job().state();
      while (!state.isFinal()) {
        Thread.sleep(POLL_MILLIS);
        state = engine.status(id).orElseThrow().job().state();
      }
      if (state != JobState.DONE) {
        throw new IOException("a remix came to nothing: " + engine.status(id).orElseThrow().text());
      }
      songs++;
    } while (System.nanoTime() < end);
    return songs;
  }

  /** What engine and workers have taken up to now. */
  private static double processorMillis() throws IOException {
    double millis = 0;
    for (long pid : pids()) {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      for (int i = 0; i < TIMES; i++) {
        millis += MILLIS_PER_TICK * Long.parseLong(fields[FIRST_TIME + i]);
      }
    }
    return millis;
  }

  /** The pids of the engine and its workers. */
  private static List<Long> pids() {
    List<Long> pids = new ArrayList<>(List.of(ProcessHandle.current().pid()));
    ProcessHandle.current().children().forEach(worker -> pids.add(worker.pid()));
    return pids;
  }
}
