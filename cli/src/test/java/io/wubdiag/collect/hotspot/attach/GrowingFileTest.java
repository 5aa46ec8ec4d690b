package io.wubdiag.collect.hotspot.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.collect.machine.PassedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingFileTest {
  @TempDir Path directory;

  private PassedFile open() throws IOException {
    return new LiveMachine().pass(directory.toString(), "file", null);
  }

  private static void write(PassedFile file, String text) throws IOException {
    file.output().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void waitsForWhatIsNotWrittenYet() throws Exception {
    try (PassedFile file = open();
        GrowingFile content = new GrowingFile(file, Deadline.after(Duration.ofMinutes(1)))) {
      write(file, "begin");
      assertThat(content.readNBytes(5)).asString().isEqualTo("begin");
      Thread writer =
          new Thread(
              () -> {
                try {
                  write(file, " middle");
                  write(file, " end");
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                } finally {
                  content.isWhole();
                }
              });
      writer.start();
      assertThat(content.readAllBytes()).asString().isEqualTo(" middle end");
      writer.join();
    }
  }

  @Test
  void waitsNoLongerThanTheDeadline() throws Exception {
    try (PassedFile file = open();
        GrowingFile content = new GrowingFile(file, Deadline.after(Duration.ofMillis(20)))) {
      write(file, "x");
      assertThat(content.read()).isEqualTo('x');
      assertThatThrownBy(content::read)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("time");
    }
  }
}
