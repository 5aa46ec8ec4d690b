package io.wubdiag.collect.hotspot.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wubdiag.collect.machine.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingFileTest {
  @TempDir Path directory;

  private FileChannel open() throws IOException {
    return FileChannel.open(
        directory.resolve("file"),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  private static void write(FileChannel file, String text) throws IOException {
    file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), file.size());
  }

  @Test
  void waitsForWhatIsNotWrittenYet() throws Exception {
    try (FileChannel file = open();
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
    try (FileChannel file = open();
        GrowingFile content = new GrowingFile(file, Deadline.after(Duration.ofMillis(20)))) {
      write(file, "x");
      assertThat(content.read()).isEqualTo('x');
      assertThatThrownBy(content::read)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("time");
    }
  }
}
