package io.wubdiag.remix.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.arrange.RemixListener;
import io.wubdiag.remix.arrange.Style;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnedWorkersTest {
  @TempDir Path directory;

  @Test
  void remixes() throws Exception {
    WorkerFactory workers =
        new SpawnedWorkers(
            WorkerSettings.of(directory, ScriptedRemixer.class).withWarmUp(Duration.ZERO));
    Path song = Files.writeString(directory.resolve("song"), "progress\n");
    Path output = directory.resolve("out");
    try (Worker worker = workers.start()) {
      java.util.List<String> texts = new java.util.ArrayList<>();
      RemixResult result =
          worker.remix(
              new RemixRequest("j", song.toString(), "name", Style.DUBSTEP, output.toString()),
              new RemixListener() {
                @Override
                public void progress(double share, String text) {
                  texts.add(text);
                }

                @Override
                public void analysed(SongAnalysis analysis) {}

                @Override
                public void audible(long bytes) {
                  texts.add("audible " + bytes);
                }
              });
      assertThat(result.bytes()).isEqualTo(5);
      assertThat(output).hasContent("sound");
      assertThat(texts).hasSize(101).endsWith("step 99", "audible 5");
    }
  }
}
