package io.wubdiag.collect.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.machine.LiveMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finds named pipes by the paths of the test's own process. */
class NamedPipesTest {
  private static final long SELF = ProcessHandle.current().pid();

  @TempDir private Path directory;
  private Path pipe;

  @BeforeEach
  void makePipe() throws IOException, InterruptedException {
    pipe = directory.toRealPath().resolve("levels");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor())
        .isZero();
  }

  private static @Nullable String find(String path) {
    return NamedPipes.find(new LiveMachine(), SELF, NamedPipes.WORKING_DIRECTORY, path);
  }

  @Test
  void findsByWholePath() {
    assertThat(find(pipe.toString())).isEqualTo(pipe.toString());
  }

  @Test
  void findsByRelativePath() {
    Path here = Path.of("").toAbsolutePath();
    assertThat(find(here.relativize(pipe).toString())).startsWith(here + "/").endsWith("/levels");
  }

  @Test
  void ignoresOtherFiles() throws IOException {
    assertThat(find(Files.createFile(directory.resolve("file")).toString())).isNull();
    assertThat(find(directory.toString())).isNull();
    assertThat(find(directory + "/missing")).isNull();
    assertThat(find("a\0b")).isNull();
    assertThat(NamedPipes.find(new LiveMachine(), SELF, 999_999, "levels")).isNull();
  }
}
