package io.wubdiag.remix.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wubdiag.remix.worker.StartMethod;
import io.wubdiag.remix.worker.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How many songs come out under load: by forked workers that log into what they inherited, as in
 * 2012; by forked ones whose records are forwarded; by spawned ones; and by spawned ones of which
 * one is killed every few seconds. Each scenario has an engine of its own, in its own process.
 */
public final class SuccessBenchmark {
  private static final long SCENARIO_MINUTES = 30;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final Path cache;

  /**
   * @param directory for files that the caller deletes
   * @param cache where native libraries are unpacked
   */
  public SuccessBenchmark(Path directory, Path cache) {
    this.directory = directory;
    this.cache = cache;
  }

  /** Whether all that spawned workers were given came out. */
  public static boolean cured(List<ScenarioResult> results) {
    return results.stream()
        .filter(result -> result.startMethod() == StartMethod.SPAWN)
        .allMatch(result -> result.succeeded() == result.jobs());
  }

  /**
   * Runs a scenario.
   *
   * @throws IOException it did not run; the message has its last words
   */
  public ScenarioResult run(Scenario scenario) throws IOException, InterruptedException {
    Path work = Files.createTempDirectory(directory, "scenario");
    Path out = work.resolve("stdout");
    Path err = work.resolve("stderr");
    Process engine =
        new ProcessBuilder(command(scenario, work))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      if (!engine.waitFor(SCENARIO_MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("'" + scenario.label() + "' does not come to an end");
      }
    } finally {
      List<ProcessHandle> workers = engine.descendants().toList();
      engine.destroyForcibly();
      workers.forEach(ProcessHandle::destroyForcibly);
    }
    if (engine.exitValue() != 0) {
      throw new IOException(
          "'" + scenario.label() + "' did not run. It said:\n" + Files.readString(err));
    }
    return JSON.readValue(Files.readString(out), ScenarioResult.class);
  }

  private List<String> command(Scenario scenario, Path work) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (scenario.startMethod() == StartMethod.FORK) {
      command.addAll(Workers.FORKABLE);
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ScenarioMain.class.getName(),
            JSON.writeValueAsString(scenario),
            work.toString(),
            cache.toString()));
    return command;
  }
}
