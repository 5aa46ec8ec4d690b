package io.wubdiag.remix.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.Diagnosis;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Report;
import io.wubdiag.model.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ForkedWorkersTest {
  @TempDir Path directory;

  @Test
  void remixesInChildrenWhoseLogIsForwarded() throws Exception {
    try (ParentProcess parent =
        ParentProcess.start(directory, StartMethod.FORK, ChildLogging.FORWARDED, 2, 0)) {
      List<String> lines = parent.awaitReady();
      assertThat(lines).hasSize(2).allMatch(line -> line.endsWith(" done"));
      assertThat(Path.of("/proc/" + lines.get(0).split(" ")[0])).doesNotExist();
      assertThat(Files.readString(directory.resolve("engine.log")))
          .contains("worker-2/" + lines.get(1).split(" ")[0])
          .contains("the process exited with code 0")
          .contains("FORKED");
    }
  }

  @Test
  void leavesNoChildBehindWhenItIsKilled() throws Exception {
    try (ParentProcess parent =
        ParentProcess.start(directory, StartMethod.FORK, ChildLogging.FORWARDED, 1, 0)) {
      ProcessHandle child = ParentProcess.worker(parent.awaitReady().get(0));
      parent.process().destroyForcibly();
      child.onExit().get(10, TimeUnit.SECONDS);
      assertThat(ParentProcess.isDead(child.pid())).isTrue();
    }
  }

  @Test
  void hangsOnTheInheritedLockOfTheLog() throws Exception {
    try (ParentProcess parent =
        ParentProcess.start(directory, StartMethod.FORK, ChildLogging.INHERITED, 60, 4)) {
      List<String> lines = parent.awaitReady();
      assertThat(lines.get(lines.size() - 1)).endsWith(" hung");
      Report report = Diagnosis.ofTree(parent.process().pid(), Duration.ofSeconds(20));
      assertThat(report.findings())
          .filteredOn(Finding.ForkInherited.class::isInstance)
          .extracting(finding -> ((Finding.ForkInherited) finding).resource())
          .anySatisfy(
              resource ->
                  assertThat(resource)
                      .isInstanceOfSatisfying(
                          Resource.Monitor.class,
                          monitor -> assertThat(monitor.className()).endsWith("SerialAppender")));
    }
  }
}
