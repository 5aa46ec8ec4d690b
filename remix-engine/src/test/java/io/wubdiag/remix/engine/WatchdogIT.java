package io.wubdiag.remix.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said of real workers that are really stuck. */
@Timeout(120)
class WatchdogIT {
  @TempDir Path directory;

  private String report(String how) throws IOException, InterruptedException {
    Process engine =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StuckEngine.class.getName(),
                directory.toString(),
                how)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String report = new String(engine.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(engine.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return report;
    } finally {
      engine.descendants().forEach(ProcessHandle::destroyForcibly);
      engine.destroyForcibly();
    }
  }

  @Test
  void namesLockThatForkLeftBehind() throws Exception {
    assertThat(report("forked"))
        .contains("DONE after 2 attempts", "Attempt 1: worker 1 (pid ", "busy logger")
        .contains("fork-inherited lock");
  }

  @Test
  void namesDeadlock() throws Exception {
    assertThat(report("deadlocked"))
        .contains("DONE after 2 attempts", "deadlock of 2 threads", "\"decoder\"", "\"mixer\"");
  }

  @Test
  void namesStoppedProcess() throws Exception {
    assertThat(report("stopped"))
        .contains("DONE after 2 attempts", "does not run: stopped by a signal");
  }
}
