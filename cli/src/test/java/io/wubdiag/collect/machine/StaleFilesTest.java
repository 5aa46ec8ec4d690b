package io.wubdiag.collect.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleFilesTest {
  @TempDir Path directory;

  @Test
  void deletesOldOnesOfOursOnly() throws IOException {
    Instant old = Instant.now().minus(Duration.ofHours(2));
    for (String name :
        List.of(
            "wubdiag-123.jar",
            ".wubdiag-agent-7.jar",
            ".wubdiag-7-123.txt",
            "wubdiag-notes.jar",
            "wubdiag-123.jar.bak",
            "other-123.jar")) {
      file(name, old);
    }
    file("wubdiag-456.jar", Instant.now());
    Files.createSymbolicLink(directory.resolve("wubdiag-789.jar"), directory.resolve("other"));

    StaleFiles.delete(directory);

    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "wubdiag-notes.jar",
              "wubdiag-123.jar.bak",
              "other-123.jar",
              "wubdiag-456.jar",
              "wubdiag-789.jar");
    }
    StaleFiles.delete(directory.resolve("none"));
  }

  private void file(String name, Instant modified) throws IOException {
    Files.setLastModifiedTime(Files.createFile(directory.resolve(name)), FileTime.from(modified));
  }
}
