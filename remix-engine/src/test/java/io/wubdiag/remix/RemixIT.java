package io.wubdiag.remix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wubdiag.remix.Command.Result;
import io.wubdiag.remix.analysis.Analyser;
import io.wubdiag.remix.audio.Decoder;
import io.wubdiag.remix.audio.DemoSong;
import io.wubdiag.remix.audio.Song;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The command, on songs that ffmpeg and sox encoded; what it makes is judged by ffmpeg and ffprobe.
 */
class RemixIT {
  private static final Pattern HIGHEST = Pattern.compile("max_volume: (-?[0-9.]+) dB");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "song.mp3,  97.5, ffmpeg, -b:a 192k",
    "song.wav,  70,   ffmpeg, -c:a pcm_s24le",
    "song.flac, 128,  ffmpeg, -ar 48000",
    "song.ogg,  152,  sox,    -C 5",
    "song.m4a,  110,  ffmpeg, -b:a 160k",
    "song.opus, 174,  ffmpeg, -b:a 96k"
  })
  void remixesWhateverIsEncoded(String name, double tempo, String encoder, String options)
      throws Exception {
    Path song = encoded(name, tempo, encoder, options);
    Path remix = directory.resolve("remix.mp3");

    Result result = Command.remix(song.toString(), "-o", remix.toString());

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).startsWith(remix + "  ").contains("(Wub Machine Remix)");
    assertThat(result.err()).contains("Arranging section 1 of");
    JsonNode format = probe(remix).get("format");
    assertThat(format.get("format_name").asText()).isEqualTo("mp3");
    assertThat(format.get("tags").get("title").asText()).endsWith(" (Wub Machine Remix)");
    assertThat(format.get("duration").asDouble()).isCloseTo(decodedSeconds(remix), within(0.1));
    assertThat(loudestSample(remix)).isLessThan(0);
    assertThat(tempoOf(remix)).isCloseTo(140, within(0.5));
    assertThat(filesBeside(remix)).containsExactly(remix.getFileName().toString(), name);
  }

  @Test
  void makesTheSameBytesOfTheSameSong() throws Exception {
    Path song = encoded("song.ogg", 120, "ffmpeg", "-b:a 128k");
    Path one = directory.resolve("one.mp3");
    Path other = directory.resolve("other.mp3");

    assertThat(Command.remix(song.toString(), "-q", "-o", one.toString()).err()).isEmpty();
    assertThat(Command.remix(song.toString(), "-q", "-o", other.toString()).exitCode()).isZero();

    assertThat(other).hasSameBinaryContentAs(one);
  }

  @Test
  void saysWhyASongDoesNotWork() throws IOException {
    Path noise = directory.resolve("noise.mp3");
    byte[] bytes = new byte[31_000_000];
    new Random(1).nextBytes(bytes);
    Files.write(noise, bytes);
    Path empty = Files.createFile(directory.resolve("empty.mp3"));

    for (Path song : List.of(noise, empty)) {
      Path remix = directory.resolve("remix.mp3");
      Result result = Command.remix(song.toString(), "-q", "-o", remix.toString());

      assertThat(result.exitCode()).as(result.err()).isEqualTo(4);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).startsWith("remix: that song didn't work: ").hasLineCount(1);
      assertThat(filesBeside(remix)).containsExactlyInAnyOrder("noise.mp3", "empty.mp3");
    }
  }

  @Test
  void replacesNothingUnasked() throws IOException {
    Path song = Files.createFile(directory.resolve("song.mp3"));
    Path precious = Files.writeString(directory.resolve("precious.mp3"), "precious");

    Result result = Command.remix(song.toString(), "-o", precious.toString());

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.err()).contains("exists", "--force");
    assertThat(precious).hasContent("precious");
  }

  @Test
  void tellsAUserWhatWasMeant() {
    assertThat(Command.remix("nowhere.mp3"))
        .isEqualTo(new Result(3, "", "remix: there is no file nowhere.mp3\n"));
    assertThat(Command.remix().exitCode()).isEqualTo(2);
    assertThat(Command.remix("x", "--style", "polka").err())
        .contains("there is no style 'polka', only dubstep, electro-house");
    assertThat(Command.remix("--help").out()).contains("remix serve", "Exit codes:");
    assertThat(Command.remix("--version").out()).matches("remix \\S+ on Java \\S+\n");
  }

  private Path encoded(String name, double tempo, String encoder, String options)
      throws IOException {
    Path wav = directory.resolve("source.wav");
    DemoSong.of(tempo, 40, 5).writeWav(wav);
    Path song = directory.resolve(name);
    if (encoder.equals("sox")) {
      Command.output("sh", "-c", "exec sox " + wav + " " + options + " " + song);
    } else {
      Command.output("sh", "-c", "exec ffmpeg -v error -i " + wav + " " + options + " " + song);
    }
    Files.delete(wav);
    return song;
  }

  private static JsonNode probe(Path file) throws IOException {
    return new ObjectMapper()
        .readTree(
            Command.output(
                "ffprobe", "-v", "error", "-of", "json", "-show_format", file.toString()));
  }

  private Path decoded(Path file) throws IOException {
    Path wav = directory.resolve("decoded.wav");
    Command.output("ffmpeg", "-v", "error", "-y", "-i", file.toString(), wav.toString());
    return wav;
  }

  private double decodedSeconds(Path file) throws IOException {
    Path wav = decoded(file);
    double seconds = probe(wav).get("format").get("duration").asDouble();
    Files.delete(wav);
    return seconds;
  }

  /** In dB relative to full scale, by ffmpeg. */
  private static double loudestSample(Path file) {
    Result result =
        Command.run(
            "ffmpeg", "-i", file.toString(), "-af", "volumedetect", "-f", "null", "-nostats", "-");
    Matcher highest = HIGHEST.matcher(result.err());
    assertThat(highest.find()).as(result.err()).isTrue();
    return Double.parseDouble(highest.group(1));
  }

  /** Decoded by ffmpeg, measured by our own analysis, which is tested on music of known tempo. */
  private double tempoOf(Path file) throws IOException {
    Path wav = decoded(file);
    try (Song song = new Decoder(directory, Decoder.LONGEST).decode(wav).song()) {
      return Analyser.analyse(song, share -> {}).tempo();
    } finally {
      Files.delete(wav);
    }
  }

  private static List<String> filesBeside(Path file) throws IOException {
    try (Stream<Path> files = Files.list(file.getParent())) {
      return files.map(one -> one.getFileName().toString()).sorted().toList();
    }
  }
}
