package io.wubdiag.remix.arrange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.wubdiag.remix.analysis.Analyser;
import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.audio.DecodedSong;
import io.wubdiag.remix.audio.Decoder;
import io.wubdiag.remix.audio.DemoSong;
import io.wubdiag.remix.audio.Song;
import io.wubdiag.remix.audio.SongTags;
import io.wubdiag.remix.audio.UndecodableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingRemixerTest {
  @TempDir Path directory;
  private Path scratch;

  @BeforeEach
  void makeScratch() throws IOException {
    scratch = Files.createDirectory(directory.resolve("scratch"));
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  void makesAnMp3ThatDoesNotClip(Style style) throws Exception {
    Path song = song(DemoSong.of(128, 48, 5).withVolume(1.5));
    Path mp3 = directory.resolve("remix.mp3");
    RemixSummary summary;
    try (OutputStream out = Files.newOutputStream(mp3)) {
      summary = new StreamingRemixer().remix(song, "Demo.wav", style, out, scratch, new Heard());
    }

    assertThat(summary.bytes()).isEqualTo(Files.size(mp3));
    assertThat(summary.title()).isEqualTo("Demo (Wub Machine Remix)");
    assertThat(summary.seconds()).isCloseTo(26 * 240 / 140.0, within(1e-9));
    DecodedSong decoded = new Decoder(scratch, Decoder.LONGEST).decode(mp3);
    try (Song remix = decoded.song()) {
      assertThat(decoded.tags().title()).isEqualTo("Demo (Wub Machine Remix)");
      assertThat(remix.seconds()).isCloseTo(summary.seconds(), within(0.1));
      SongAnalysis heard = Analyser.analyse(remix, share -> {});
      assertThat(heard.tempo()).isCloseTo(140, within(0.5));
      assertThat(heard.peaks()).allSatisfy(peak -> assertThat(peak).isLessThan(0.95f));
    }
    assertThat(filesIn(scratch)).isEmpty();
  }

  @Test
  void tellsHowItComesAlong() throws Exception {
    Heard heard = new Heard();

    remix(song(DemoSong.of(140, 75, 5)), Style.DUBSTEP, heard);

    assertThat(heard.shares).isSorted().startsWith(0.0).endsWith(1.0);
    assertThat(heard.texts)
        .containsExactly(
            "Decoding the song",
            "Analysing the song",
            "Arranging the introduction",
            "Arranging section 1 of 2",
            "Arranging section 2 of 2",
            "Arranging the ending",
            "Finishing",
            "Done");
    assertThat(heard.analyses).hasSize(1);
    assertThat(heard.audible).hasSize(1 + 4 + 1 + 1).isSorted();
    // The introduction can be heard before the first section is begun.
    assertThat(heard.sharesWhenAudible.get(0)).isCloseTo(0.35, within(0.02));
    assertThat(heard.audible.get(0)).isGreaterThan(13 * 192_000 / 8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1"})
  void givesTheSameBytesOnEachJvm(String option) throws Exception {
    Path song = song(DemoSong.of(120, 20, 5));
    byte[] expected = remix(song, Style.DUBSTEP, new Heard());
    assertThat(remix(song, Style.DUBSTEP, new Heard())).isEqualTo(expected);

    Path other = directory.resolve("other.mp3");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-Dorg.bytedeco.javacpp.cachedir="
                    + System.getProperty(
                        "org.bytedeco.javacpp.cachedir", directory.resolve("cache").toString()),
                "-cp",
                System.getProperty("java.class.path"),
                RemixOneSong.class.getName(),
                song.toString(),
                other.toString(),
                scratch.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("other.log").toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(process.exitValue()).as(Files.readString(directory.resolve("other.log"))).isZero();
    assertThat(Files.readAllBytes(other)).isEqualTo(expected);
  }

  /** Remixes one song in a process of its own. */
  static final class RemixOneSong {
    private RemixOneSong() {}

    public static void main(String[] args) throws Exception {
      try (OutputStream out = Files.newOutputStream(Path.of(args[1]))) {
        new StreamingRemixer()
            .remix(Path.of(args[0]), "song.wav", Style.DUBSTEP, out, Path.of(args[2]), new Heard());
      }
    }
  }

  @Test
  void remixesSpeechAndBriefSongsToo() throws Exception {
    byte[] brief = remix(song(DemoSong.of(100, 2.5, 1)), Style.DUBSTEP, new Heard());

    assertThat(brief.length * 8 / 192_000.0).isCloseTo(26 * 240 / 140.0, within(0.5));
  }

  @Test
  void saysThatAFileIsNoSong() throws Exception {
    Path file = Files.writeString(directory.resolve("song.mp3"), "no song at all");

    assertThatThrownBy(() -> remix(file, Style.DUBSTEP, new Heard()))
        .isInstanceOf(UndecodableException.class);
    assertThat(filesIn(scratch)).isEmpty();
  }

  @Test
  void stopsWhenItIsInterrupted() throws Exception {
    Path song = song(DemoSong.of(120, 30, 5));
    Heard heard =
        new Heard() {
          @Override
          public void audible(long bytes) {
            super.audible(bytes);
            Thread.currentThread().interrupt();
          }
        };

    assertThatThrownBy(() -> remix(song, Style.DUBSTEP, heard))
        .isInstanceOf(InterruptedException.class);
    assertThat(heard.audible).hasSize(1);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(filesIn(scratch)).isEmpty();
  }

  @Test
  void endsWithTheListenersComplaint() throws Exception {
    Path song = song(DemoSong.of(120, 30, 5));
    Heard deaf =
        new Heard() {
          @Override
          public void analysed(SongAnalysis analysis) {
            throw new IllegalStateException("I don't hear");
          }
        };

    assertThatThrownBy(() -> remix(song, Style.DUBSTEP, deaf)).hasMessage("I don't hear");
  }

  @Test
  void namesARemixAfterItsSong() {
    SongTags tagged = new SongTags("Midnight", "Someone", null, null);

    assertThat(StreamingRemixer.title(tagged, "x.mp3")).isEqualTo("Midnight (Wub Machine Remix)");
    assertThat(StreamingRemixer.title(SongTags.NONE, "My song.v2.mp3"))
        .isEqualTo("My song.v2 (Wub Machine Remix)");
    assertThat(StreamingRemixer.title(SongTags.NONE, ".mp3")).isEqualTo(".mp3 (Wub Machine Remix)");
    assertThat(StreamingRemixer.title(SongTags.NONE, "x".repeat(199) + "\uD83C\uDFB5\uD83C\uDFB5"))
        .isEqualTo("x".repeat(199) + " (Wub Machine Remix)");
  }

  private Path song(DemoSong song) throws IOException {
    Path file = directory.resolve("song.wav");
    song.writeWav(file);
    return file;
  }

  private byte[] remix(Path song, Style style, RemixListener listener) throws Exception {
    ByteArrayOutputStream mp3 = new ByteArrayOutputStream();
    new StreamingRemixer().remix(song, "song.wav", style, mp3, scratch, listener);
    return mp3.toByteArray();
  }

  private static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** Keeps what it is told; of texts that follow one another and are equal, one. */
  private static class Heard implements RemixListener {
    final List<Double> shares = new ArrayList<>();
    final List<String> texts = new ArrayList<>();
    final List<SongAnalysis> analyses = new ArrayList<>();
    final List<Long> audible = new ArrayList<>();
    final List<Double> sharesWhenAudible = new ArrayList<>();

    @Override
    public void progress(double share, String text) {
      shares.add(share);
      if (texts.isEmpty() || !texts.get(texts.size() - 1).equals(text)) {
        texts.add(text);
      }
    }

    @Override
    public void analysed(SongAnalysis analysis) {
      assertThat(audible).isEmpty();
      analyses.add(analysis);
    }

    @Override
    public void audible(long bytes) {
      audible.add(bytes);
      sharesWhenAudible.add(shares.get(shares.size() - 1));
    }
  }
}
