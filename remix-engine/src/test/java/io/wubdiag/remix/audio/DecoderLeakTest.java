package io.wubdiag.remix.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decodes in a JVM of its own, with a heap that does not grow, so that native memory shows. */
class DecoderLeakTest {
  private static final int MOST_GROWTH_KB = 4_096;

  @TempDir Path directory;

  @Test
  void keepsNoMemoryFileOrWordOfManyFiles() throws Exception {
    byte[] wav = WavFile.tone(440).bytes(3 * Song.SAMPLE_RATE);
    Files.write(directory.resolve("song.wav"), wav);
    Files.write(directory.resolve("short.wav"), Arrays.copyOf(wav, 9_999));
    Files.write(
        directory.resolve("text.mp3"),
        "la la la\n".repeat(999).getBytes(StandardCharsets.US_ASCII));
    Path said = directory.resolve("said.txt");

    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms32m",
                "-Xmx32m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-D"
                    + FfmpegLibrary.CACHE_PROPERTY
                    + "="
                    + System.getProperty(FfmpegLibrary.CACHE_PROPERTY, directory.toString()),
                "-cp",
                System.getProperty("java.class.path"),
                DecoderLeakTest.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(said).hasContent("OK");
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    decodeAll(directory, 100);
    long memory = anonymousMemory();
    long files = openFiles();
    decodeAll(directory, 200);
    long growth = anonymousMemory() - memory;
    boolean flat = growth < MOST_GROWTH_KB && openFiles() <= files;
    System.out.println(flat ? "OK" : growth + " kB more, and files " + openFiles());
  }

  private static void decodeAll(Path directory, int times) throws IOException {
    Decoder decoder = new Decoder(directory, Decoder.LONGEST);
    for (int i = 0; i < times; i++) {
      for (String name : new String[] {"song.wav", "short.wav", "text.mp3"}) {
        try {
          decoder.decode(directory.resolve(name)).song().close();
        } catch (UndecodableException e) {
          // As expected of two of them.
        }
      }
    }
  }

  private static long openFiles() {
    return Path.of("/proc/self/fd").toFile().list().length;
  }

  /** The memory of this process, in kB. */
  private static long anonymousMemory() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("RssAnon:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no RssAnon");
  }
}
