package io.wubdiag.remix.bench;

import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.arrange.RemixListener;
import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.audio.DemoSong;
import io.wubdiag.remix.engine.Engine;
import io.wubdiag.remix.engine.EngineOptions;
import io.wubdiag.remix.engine.QueueFullException;
import io.wubdiag.remix.job.JobState;
import io.wubdiag.remix.worker.RemixFailedException;
import io.wubdiag.remix.worker.RemixRequest;
import io.wubdiag.remix.worker.Worker;
import io.wubdiag.remix.worker.WorkerDiedException;
import io.wubdiag.remix.worker.WorkerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How fast the engine is: each figure a ratio of two things measured in this run, in turn. Needs
 * ffmpeg, which it is compared with.
 */
public final class SpeedBenchmark {
  private static final double SONG_SECONDS = 180;

  /** After so many songs a worker is warm. */
  private static final int PRACTICE = 3;

  private static final double LONG_SONG_SECONDS = 600;
  private static final double SHORT_SONG_SECONDS = 45;

  private final Path directory;
  private final WorkerSource workers;
  private final int runs;

  /**
   * @param directory for files that the caller deletes
   * @param workers where workers come from
   * @param runs how often each thing is measured; the median counts
   */
  public SpeedBenchmark(Path directory, WorkerSource workers, int runs) {
    this.directory = directory;
    this.workers = workers;
    this.runs = runs;
  }

  /** Where workers come from. */
  public interface WorkerSource {
    /**
     * @param directory the workers' own
     */
    WorkerFactory in(Path directory) throws IOException, InterruptedException;
  }

  /** Measures all there is to measure. */
  public List<Measurement> run()
      throws IOException,
          InterruptedException,
          RemixFailedException,
          WorkerDiedException,
          QueueFullException {
    List<Measurement> measurements = new ArrayList<>();
    Path song = mp3("song", SONG_SECONDS);
    try (Worker worker = workers.in(directory.resolve("one")).start()) {
      measurements.addAll(remixes(worker, song));
    }
    try (Worker worker = workers.in(directory.resolve("large")).start()) {
      remix(worker, mp3("long", LONG_SONG_SECONDS));
      measurements.add(
          new Measurement(
              "memory of a worker, 10-minute song, MB",
              peakMegabytes(worker.pid()),
              400,
              false,
              "peak resident set, VmHWM"));
    }
    measurements.add(throughput());
    return measurements;
  }

  private List<Measurement> remixes(Worker worker, Path song)
      throws IOException, InterruptedException, RemixFailedException, WorkerDiedException {
    double[] wholes = new double[runs];
    double[] shares = new double[runs];
    double[] transcodings = new double[runs];
    for (int i = 0; i < PRACTICE; i++) {
      remix(worker, song);
    }
    transcode(song);
    for (int i = 0; i < runs; i++) {
      Times times = remix(worker, song);
      wholes[i] = times.whole;
      shares[i] = times.firstAudio / times.whole;
      transcodings[i] = transcode(song);
    }
    return List.of(
        new Measurement(
            "a warm worker's remix / ffmpeg's transcoding",
            median(wholes) / median(transcodings),
            2,
            false,
            String.format(
                Locale.ROOT,
                "%.2f s / %.2f s, song of %.0f s",
                median(wholes),
                median(transcodings),
                SONG_SECONDS)),
        new Measurement(
            "first audio / the whole remix",
            median(shares),
            0.3,
            false,
            String.format(
                Locale.ROOT, "first audio after %.2f s", median(shares) * median(wholes))));
  }

  private record Times(double firstAudio, double whole) {}

  private Times remix(Worker worker, Path song)
      throws IOException, InterruptedException, RemixFailedException, WorkerDiedException {
    Path output = directory.resolve("remix.mp3");
    double[] firstAudio = {0};
    long begun = System.nanoTime();
    worker.remix(
        new RemixRequest("bench", song.toString(), "song.mp3", Style.DUBSTEP, output.toString()),
        new RemixListener() {
          @Override
          public void progress(double share, String text) {}

          @Override
          public void analysed(SongAnalysis analysis) {}

          @Override
          public void audible(long bytes) {
            if (bytes > 0 && firstAudio[0] == 0) {
              firstAudio[0] = secondsSince(begun);
            }
          }
        });
    double whole = secondsSince(begun);
    Files.delete(output);
    return new Times(firstAudio[0], whole);
  }

  private double transcode(Path song) throws IOException, InterruptedException {
    Path output = directory.resolve("transcoded.mp3");
    long begun = System.nanoTime();
    ffmpeg("-i", song.toString(), output.toString());
    double seconds = secondsSince(begun);
    Files.delete(output);
    return seconds;
  }

  /** Songs per minute of two workers and of one, in turn. */
  private Measurement throughput() throws IOException, InterruptedException, QueueFullException {
    Path song = mp3("short", SHORT_SONG_SECONDS);
    int rounds = Math.max(1, runs / 2);
    double[] one = new double[rounds];
    double[] two = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      one[i] = songsPerMinute(song, 1, "one-" + i);
      two[i] = songsPerMinute(song, 2, "two-" + i);
    }
    return new Measurement(
        "songs per minute of 2 workers / of 1",
        median(two) / median(one),
        1.7,
        true,
        String.format(
            Locale.ROOT,
            "%.1f / %.1f, songs of %.0f s",
            median(two),
            median(one),
            SHORT_SONG_SECONDS));
  }

  private double songsPerMinute(Path song, int count, String name)
      throws IOException, InterruptedException, QueueFullException {
    int songs = 16;
    EngineOptions options =
        EngineOptions.in(directory.resolve("jobs-" + name)).withWorkers(count).withMayWait(songs);
    try (Engine engine = new Engine(options, workers.in(directory.resolve("workers-" + name)))) {
      awaitAll(engine, submit(engine, song, PRACTICE * count));
      long begun = System.nanoTime();
      awaitAll(engine, submit(engine, song, songs));
      return songs / secondsSince(begun) * 60;
    }
  }

  private static List<String> submit(Engine engine, Path song, int count)
      throws IOException, QueueFullException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path upload = engine.uploads().resolve("song-" + i + ".mp3");
      Files.copy(song, upload);
      ids.add(engine.submit(upload, "song.mp3", Style.DUBSTEP).job().id());
    }
    return ids;
  }

  private static void awaitAll(Engine engine, List<String> ids)
      throws IOException, InterruptedException {
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

  private Path mp3(String name, double seconds) throws IOException, InterruptedException {
    Path wav = directory.resolve(name + ".wav");
    DemoSong.of(124, seconds, 7).writeWav(wav);
    Path mp3 = directory.resolve(name + ".mp3");
    ffmpeg("-i", wav.toString(), "-b:a", "192k", mp3.toString());
    Files.delete(wav);
    return mp3;
  }

  private static void ffmpeg(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    if (process.waitFor() != 0) {
      throw new IOException("ffmpeg failed: " + String.join(" ", command));
    }
  }

  /** The highest that the kernel saw, proc_pid_status(5). */
  private static double peakMegabytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
      }
    }
    throw new IOException("the kernel does not tell how much memory process " + pid + " took");
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
