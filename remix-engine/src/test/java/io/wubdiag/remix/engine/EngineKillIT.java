package io.wubdiag.remix.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.remix.job.Job;
import io.wubdiag.remix.job.JobFiles;
import io.wubdiag.remix.job.JobState;
import io.wubdiag.remix.job.JobStore;
import io.wubdiag.remix.job.StoredJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is killed again and again while it accepts songs and remixes them. */
@Timeout(120)
class EngineKillIT {
  private static final int KILLS = 8;

  @TempDir Path directory;

  /** The acknowledged songs, by id. */
  private final Map<String, String> acknowledged = new HashMap<>();

  /** Runs an engine and kills it after it has acknowledged so many songs. */
  private void runAndKill(int round, int songs) throws IOException, InterruptedException {
    Process engine =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CountingEngine.class.getName(),
                directory.toString(),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = engine.inputReader()) {
      assertThat(out.readLine()).isEqualTo("READY");
      int seen = 0;
      // What it said before it was killed counts, whether or not it was read by then.
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        String[] words = line.split(" ");
        if (words.length == 2 && words[1].startsWith(round + "-")) {
          acknowledged.put(words[0], words[1]);
        }
        if (++seen == songs) {
          engine.toHandle().destroyForcibly();
        }
      }
    } finally {
      engine.destroyForcibly().waitFor();
    }
  }

  @Test
  void doesEverySongThatItAcknowledged() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int interrupted = 0;
    for (int round = 1; round <= KILLS; round++) {
      runAndKill(round, 1 + random.nextInt(12));
      try (JobStore store = JobStore.open(directory, true)) {
        interrupted +=
            (int)
                store.unfinished().stream()
                    .filter(job -> job.job().state() == JobState.RUNNING)
                    .count();
      }
    }
    assertThat(interrupted).as("jobs that were cut off").isPositive();

    EngineOptions options = EngineOptions.in(directory).withPatience(2, 6, 1000);
    try (Engine engine = new Engine(options, new FakeWorkers(CountingEngine::remix))) {
      for (Map.Entry<String, String> job : acknowledged.entrySet()) {
        CompletableFuture<JobState> end = new CompletableFuture<>();
        Optional<RemixService.Subscription> subscription =
            engine.listen(
                job.getKey(),
                status -> {
                  if (status.job().state().isFinal()) {
                    end.complete(status.job().state());
                  }
                });
        assertThat(subscription).as("%s, seed %d", job, seed).isPresent();
        assertThat(end.join()).as("%s, seed %d", job, seed).isEqualTo(JobState.DONE);
        assertThat(new String(engine.audio(job.getKey(), 0).orElseThrow().readAllBytes()))
            .isEqualTo(job.getValue().repeat(20));
      }
    }
    checkFiles();
  }

  /** Each job has one remix, and there are no other files. */
  private void checkFiles() throws IOException {
    try (JobStore store = JobStore.open(directory, true)) {
      JobFiles files = new JobFiles(directory);
      assertThat(store.ids()).containsAll(acknowledged.keySet());
      List<Job> jobs = store.finished().stream().map(StoredJob::job).toList();
      assertThat(jobs).extracting(Job::name).doesNotHaveDuplicates();
      // Killed between the database and the answer: at most one each time.
      assertThat(jobs).hasSizeBetween(acknowledged.size(), acknowledged.size() + KILLS);
      for (Job job : jobs) {
        Path remix = files.remix(job.id(), job.attempts());
        try (Stream<Path> found = Files.list(remix.getParent())) {
          assertThat(found).containsExactly(remix);
        }
      }
      try (Stream<Path> directories = Files.list(directory.resolve("jobs"))) {
        assertThat(directories).hasSize(jobs.size());
      }
      assertThat(files.uploads()).isEmptyDirectory();
    }
  }
}
