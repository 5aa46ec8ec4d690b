package io.wubdiag.remix.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as others encode them, and ours as others decode them. */
class AudioFormatsIT {
  private static final int SECONDS = 10;
  private static final int RATE = Song.SAMPLE_RATE;
  private static final int CLICKS_APART = RATE / 2;

  @TempDir static Path directory;
  private static Path wav;

  private final Decoder decoder = new Decoder(directory, Decoder.LONGEST);

  /** Clicks, every half second, over a quiet chord: what is late or early shows. */
  @BeforeAll
  static void makeSong() throws IOException {
    Random random = new Random(3);
    float[] noise = new float[CLICKS_APART];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (random.nextGaussian() * 0.2 * Math.exp(-i / 600.0));
    }
    WavFile song =
        new WavFile(
            RATE,
            16,
            i -> noise[i % CLICKS_APART] + WavFile.sine(330, RATE).applyAsDouble(i) / 8,
            i -> noise[i % CLICKS_APART] + WavFile.sine(440, RATE).applyAsDouble(i) / 8);
    wav = song.write(directory.resolve("song.wav"), SECONDS);
  }

  @ParameterizedTest
  @CsvSource({
    "song.mp3, -b:a 128k",
    "vbr.mp3, -q:a 2",
    "plain.mp3, -b:a 320k -write_xing 1 -id3v2_version 3",
    "low.mp3, -ar 22050 -ac 1 -b:a 64k",
    "24bit.wav, -c:a pcm_s24le",
    "float.wav, -c:a pcm_f32le",
    "8bit.wav, -c:a pcm_u8",
    "song.flac, -c:a flac",
    "24bit.flac, -c:a flac -sample_fmt s32 -ar 96000",
    "song.ogg, -c:a libvorbis",
    "48k.ogg, -c:a libvorbis -ar 48000",
    "song.m4a, -c:a aac -b:a 160k",
    "faststart.m4a, -c:a aac -movflags +faststart",
    "lossless.m4a, -c:a alac",
    "song.opus, -c:a libopus -b:a 128k",
    "mono.opus, -c:a libopus -ac 1",
  })
  void decodesAtTheRightTime(String name, String options) throws Exception {
    Path file = directory.resolve(name);
    List<String> command = ffmpeg(wav);
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-metadata", "title=Wub \u00fc", "-metadata", "artist=Us"));
    command.add(file.toString());
    run(command);

    DecodedSong decoded = decoder.decode(file);
    try (Song song = decoded.song();
        Song original = decoder.decode(wav).song()) {
      assertThat(song.seconds()).isCloseTo(SECONDS, within(0.05));
      assertThat(delay(original, song)).isBetween(-88, 88);
    }
    assertThat(decoded.tags().title()).isEqualTo("Wub \u00fc");
    assertThat(decoded.tags().artist()).isEqualTo("Us");
  }

  @Test
  void decodesWhatSoxWrites() throws Exception {
    Path file = directory.resolve("sox.flac");
    run(List.of("sox", wav.toString(), file.toString(), "rate", "48000"));

    try (Song song = decoder.decode(file).song()) {
      assertThat(song.seconds()).isCloseTo(SECONDS, within(0.01));
    }
  }

  @ParameterizedTest
  @CsvSource({"cover.mp3", "cover.m4a", "cover.flac"})
  void takesTheCoverForATag(String name) throws Exception {
    Path picture = directory.resolve("cover.png");
    run(
        List.of(
            "ffmpeg",
            "-v",
            "error",
            "-y",
            "-f",
            "lavfi",
            "-i",
            "color=red:size=64x64",
            "-frames:v",
            "1",
            picture.toString()));
    Path file = directory.resolve(name);
    List<String> command = ffmpeg(wav);
    command.addAll(List.of("-i", picture.toString(), "-map", "0:a", "-map", "1:v", "-c:v", "copy"));
    command.addAll(List.of("-disposition:v", "attached_pic", file.toString()));
    run(command);

    DecodedSong decoded = decoder.decode(file);
    decoded.song().close();

    assertThat(decoded.song().seconds()).isCloseTo(SECONDS, within(0.05));
    assertThat(decoded.tags().cover()).isEqualTo(Files.readAllBytes(picture));
  }

  @ParameterizedTest
  @CsvSource({"cut.mp3", "cut.flac", "cut.ogg", "cut.opus"})
  void decodesWhatIsThereOfATruncatedFile(String name) throws Exception {
    Path file = encoded(name);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    try (Song song = decoder.decode(file).song()) {
      assertThat(song.seconds()).isBetween(2.0, 8.0);
    }
  }

  @Test
  void refusesWhatHasLostItsIndex() throws Exception {
    Path file = encoded("cut.m4a");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("not a song in a known format");
  }

  @ParameterizedTest
  @CsvSource({"bad.mp3", "bad.flac", "bad.ogg", "bad.opus", "bad.m4a", "bad.wav"})
  void survivesDamage(String name) throws Exception {
    byte[] whole = Files.readAllBytes(encoded(name));
    Random random = new Random(name.hashCode());
    for (int round = 0; round < 40; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i < 1 << round % 12; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Path file = Files.write(directory.resolve(name), damaged);
      try (Song song = decoder.decode(file).song()) {
        assertThat(song.seconds()).isGreaterThanOrEqualTo(2);
      } catch (UndecodableException e) {
        assertThat(e).hasMessageEndingWith(".");
      }
    }
  }

  @Test
  void refusesMuchSilenceInASmallFile() throws Exception {
    Path file = directory.resolve("bomb.flac");
    run(
        List.of(
            "ffmpeg",
            "-v",
            "error",
            "-y",
            "-f",
            "lavfi",
            "-i",
            "anullsrc=r=44100:cl=stereo",
            "-t",
            "7200",
            file.toString()));

    long samples = 7200L * Song.SAMPLE_RATE * Song.CHANNELS * Short.BYTES;
    assertThat(Files.size(file)).isLessThan(samples / 1000);
    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("longer than 30 minutes");
  }

  @Test
  void refusesAFilmWithoutSound() throws Exception {
    Path file = directory.resolve("film.mp4");
    run(
        List.of(
            "ffmpeg",
            "-v",
            "error",
            "-y",
            "-f",
            "lavfi",
            "-i",
            "color=red:size=64x64",
            "-t",
            "3",
            file.toString()));

    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOf(UndecodableException.class)
        .hasMessage("There is no sound in the file.");
  }

  @Test
  void encodesWhatOthersDecode() throws Exception {
    Path file = directory.resolve("ours.mp3");
    try (Song song = decoder.decode(wav).song();
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(Id3v2.encode(new SongTags("B\u00e4ss \u65e5", "Us", "It", null), "A remark"));
      float[][] samples = new float[2][(int) song.frames()];
      song.read(0, samples[0], samples[1], samples[0].length);
      Mp3Encoder encoder = new Mp3Encoder(out);
      encoder.write(samples[0], samples[1], samples[0].length);
      encoder.finish();
    }

    String probed =
        run(
            List.of(
                "ffprobe",
                "-v",
                "error",
                "-show_entries",
                "format=format_name,duration,bit_rate:format_tags",
                "-of",
                "default=nw=1",
                file.toString()));
    assertThat(probed).contains("format_name=mp3\n");
    assertThat(probed)
        .contains("TAG:title=B\u00e4ss \u65e5\n", "TAG:artist=Us\n", "TAG:album=It\n");
    assertThat(probed).contains("TAG:comment=A remark\n");
    String duration = probed.replaceAll("(?s).*duration=([0-9.]+).*", "$1");
    assertThat(Double.parseDouble(duration)).isCloseTo(SECONDS, within(0.1));
    assertThat(
            run(
                List.of(
                    "ffmpeg", "-v", "error", "-xerror", "-i", file.toString(), "-f", "null", "-")))
        .isEmpty();
    try (Song original = decoder.decode(wav).song();
        Song song = decoder.decode(file).song()) {
      assertThat(delay(original, song)).isCloseTo(Mp3Encoder.DELAY, within(2));
    }
  }

  private static Path encoded(String name) throws Exception {
    Path file = directory.resolve(name);
    List<String> command = ffmpeg(wav);
    command.add(file.toString());
    run(command);
    return file;
  }

  private static List<String> ffmpeg(Path input) {
    return new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y", "-i", input.toString()));
  }

  /** Runs a command, and returns what it said. */
  private static String run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", ".txt");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      return fail(command.get(0) + " is needed: install Debian's ffmpeg and sox", e);
    }
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail("%s takes too long", command);
    }
    String said = Files.readString(output);
    assertThat(process.exitValue()).as("%s: %s", command, said).isZero();
    return said;
  }

  /** How many frames a song is later than the original, by the best cross-correlation. */
  private static int delay(Song original, Song song) {
    int length = RATE;
    int most = 1_500;
    float[] expected = new float[length];
    float[] actual = new float[length + 2 * most];
    original.read(3 * RATE, expected, new float[length], length);
    song.read(3 * RATE - most, actual, new float[actual.length], actual.length);
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int shift = 0; shift <= 2 * most; shift++) {
      double sum = 0;
      for (int i = 0; i < length; i++) {
        sum += expected[i] * actual[i + shift];
      }
      if (sum > highest) {
        highest = sum;
        best = shift - most;
      }
    }
    return best;
  }
}
