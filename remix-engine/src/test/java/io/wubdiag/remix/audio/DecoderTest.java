package io.wubdiag.remix.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {
  private static final int RATE = Song.SAMPLE_RATE;

  @TempDir Path directory;
  private Path scratch;
  private Decoder decoder;

  @BeforeEach
  void makeDecoder() throws IOException {
    scratch = Files.createDirectory(directory.resolve("scratch"));
    decoder = new Decoder(scratch, Duration.ofSeconds(10));
  }

  @Test
  void decodes16BitsExactly() throws IOException {
    Random random = new Random(1);
    float[][] expected = new float[2][3 * RATE];
    for (float[] channel : expected) {
      for (int i = 0; i < channel.length; i++) {
        channel[i] = (random.nextInt(65_535) - 32_767) / 32_768f;
      }
    }
    WavFile wav =
        new WavFile(
            RATE,
            16,
            i -> expected[0][i] * 32_768.0 / 32_767,
            i -> expected[1][i] * 32_768.0 / 32_767);

    float[][] samples = samples(wav.write(file("noise.wav"), 3));

    assertThat(samples[0]).isEqualTo(expected[0]);
    assertThat(samples[1]).isEqualTo(expected[1]);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 24, 32})
  void decodesAnyWidthOfSamples(int bits) throws IOException {
    WavFile wav = new WavFile(RATE, bits, WavFile.sine(440, RATE), WavFile.sine(660, RATE));

    float[][] samples = samples(wav.write(file("tone.wav"), 3));

    assertClose(samples[0], 440, bits == 8 ? 0.01 : 0.0001);
    assertClose(samples[1], 660, bits == 8 ? 0.01 : 0.0001);
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 22_050, 48_000, 96_000})
  void convertsAnyRateWithoutDelay(int rate) throws IOException {
    WavFile wav = new WavFile(rate, 16, WavFile.sine(440, rate), WavFile.sine(660, rate));

    float[][] samples = samples(wav.write(file("tone.wav"), 3));

    assertThat(samples[0].length).isCloseTo(3 * RATE, within(2));
    assertClose(samples[0], 440, 0.002);
    assertClose(samples[1], 660, 0.002);
  }

  @Test
  void playsMonoAsLoudOnBothSides() throws IOException {
    float[][] samples =
        samples(new WavFile(RATE, 16, WavFile.sine(440, RATE)).write(file("mono.wav"), 3));

    assertClose(samples[0], 440, 0.0001);
    assertThat(samples[1]).isEqualTo(samples[0]);
  }

  @Test
  void mixesSurroundDownWithoutClipping() throws IOException {
    WavFile wav = new WavFile(RATE, 16, i -> 0.9, i -> 0.9, i -> 0.9, i -> 0.9, i -> 0.9, i -> 0.9);

    float[][] samples = samples(wav.write(file("surround.wav"), 3));

    assertThat(samples[0][RATE]).isBetween(0.5f, 0.95f);
    assertThat(samples[1][RATE]).isEqualTo(samples[0][RATE]);
  }

  @Test
  void limitsFloatsBeyondFullScale() throws IOException {
    WavFile wav = new WavFile(RATE, 32, i -> 3, i -> -3);

    float[][] samples = samples(wav.write(file("hot.wav"), 3));

    assertThat(samples[0][RATE]).isCloseTo(1, within(0.001f));
    assertThat(samples[1][RATE]).isEqualTo(-1);
  }

  @Test
  void readsAnyPartAgainAndSilenceAround() throws IOException {
    try (Song song = decoder.decode(WavFile.tone(440).write(file("tone.wav"), 3)).song()) {
      float[] whole = new float[3 * RATE];
      song.read(0, whole, new float[whole.length], whole.length);
      float[] part = new float[20_000];
      float[] other = new float[20_000];
      for (long first : new long[] {100_000, -19_999, 3 * RATE - 1, -30_000, 4 * RATE, 16_383, 0}) {
        Arrays.fill(part, 7);
        song.read(first, part, other, part.length);
        float[] expected = new float[part.length];
        for (int i = 0; i < part.length; i++) {
          long frame = first + i;
          expected[i] = frame < 0 || frame >= whole.length ? 0 : whole[(int) frame];
        }
        assertThat(part).isEqualTo(expected);
        assertThat(other).isEqualTo(expected);
      }
    }
  }

  @Test
  void leavesNoFileEvenWhileTheSongIsOpen() throws IOException {
    try (Song song = decoder.decode(WavFile.tone(440).write(file("tone.wav"), 3)).song()) {
      assertThat(song.frames()).isEqualTo(3 * RATE);
      assertThat(scratch).isEmptyDirectory();
    }
  }

  @Test
  void takesAnyFileName() throws IOException {
    Path odd = file("concat:a|b %20 ?x#y \u00e9 \u65e5.wav");

    assertThat(samples(WavFile.tone(440).write(odd, 3))[0]).hasSize(3 * RATE);
  }

  @Test
  void decodesWhatIsThereOfATruncatedFile() throws IOException {
    byte[] wav = WavFile.tone(440).bytes(6 * RATE);

    float[][] samples = samples(Files.write(file("cut.wav"), Arrays.copyOf(wav, wav.length / 2)));

    assertThat(samples[0].length).isCloseTo(3 * RATE, within(1_024));
  }

  @Test
  void decodesAStreamOfUnknownLength() throws IOException {
    byte[] wav = WavFile.tone(440).bytes(3 * RATE);
    ByteBuffer header = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(4, -1).putInt(40, -1);

    assertThat(samples(Files.write(file("stream.wav"), wav))[0]).hasSize(3 * RATE);
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    assertRefused(Files.createFile(file("empty.mp3")), "The file is empty.");
  }

  @Test
  void refusesADirectory() throws IOException {
    assertRefused(Files.createDirectory(file("album.mp3")), "This is not a file.");
  }

  @Test
  void refusesText() throws IOException {
    assertRefused(
        Files.writeString(file("song.mp3"), "la la la\n".repeat(9_999)),
        "not a song in a known format");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 10_000, 100_000, 4_000_000})
  void refusesNoise(int bytes) throws IOException {
    byte[] noise = new byte[bytes];
    new Random(bytes).nextBytes(noise);

    assertThatThrownBy(() -> decoder.decode(Files.write(file("noise.mp3"), noise)))
        .isInstanceOf(UndecodableException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ffconcat version 1.0\nfile 'tone.wav'\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\ntone.wav\n#EXT-X-ENDLIST\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 14\n"
      })
  void refusesListsOfOtherFiles(String list) throws IOException {
    WavFile.tone(440).write(file("tone.wav"), 3);

    assertRefused(Files.writeString(file("list.mp3"), list), "not a song in a known format");
    assertRefused(Files.writeString(file("list"), list), "not a song in a known format");
  }

  @Test
  void refusesWhatIsTooLong() throws IOException {
    assertRefused(
        WavFile.tone(440).write(file("long.wav"), 11),
        "The song is longer than 10 seconds, which is the limit.");
  }

  @Test
  void refusesWhatTurnsOutTooLong() throws IOException {
    byte[] wav = WavFile.tone(440).bytes(11 * RATE);
    ByteBuffer header = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
    // A rate of bytes from which the length would be found to be a second.
    header.putInt(28, 11 * RATE * 4).putInt(4, -1).putInt(40, -1);

    assertRefused(Files.write(file("long.wav"), wav), "longer than 10 seconds");
  }

  @Test
  void refusesWhatIsTooShort() throws IOException {
    assertRefused(
        WavFile.tone(440).write(file("short.wav"), 1.9), "The song is shorter than 2 seconds");
  }

  @Test
  void refusesSilence() throws IOException {
    WavFile silence = new WavFile(RATE, 16, i -> 0, i -> 0);

    assertRefused(silence.write(file("silence.wav"), 3), "silent from beginning to end");
  }

  @Test
  void takesWhatIsSilentAtFirst() throws IOException {
    WavFile late = new WavFile(RATE, 16, i -> i > 2 * RATE ? 0.01 : 0);

    assertThat(samples(late.write(file("late.wav"), 3))[0]).hasSize(3 * RATE);
  }

  @Test
  void refusesOddRatesAndManyChannels() throws IOException {
    assertRefused(new WavFile(1_000, 16, i -> 0.1).write(file("slow.wav"), 3), "sample rate of");
    assertRefused(new WavFile(500_000, 16, i -> 0.1).write(file("fast.wav"), 3), "sample rate of");
    IntToDoubleFunction[] channels = new IntToDoubleFunction[9];
    Arrays.fill(channels, WavFile.sine(440, RATE));
    assertRefused(new WavFile(RATE, 16, channels).write(file("wide.wav"), 3), "9 channels");
  }

  @Test
  void tellsWhenThereIsNoSuchFile() {
    assertThatThrownBy(() -> decoder.decode(file("none.wav")))
        .isInstanceOf(NoSuchFileException.class);
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private float[][] samples(Path file) throws IOException {
    try (Song song = decoder.decode(file).song()) {
      int frames = (int) song.frames();
      float[][] samples = new float[2][frames];
      song.read(0, samples[0], samples[1], frames);
      return samples;
    }
  }

  /** Asserts that it is that tone, -6 dB, phase included, but for the very beginning and end. */
  private static void assertClose(float[] samples, double hertz, double tolerance) {
    double worst = 0;
    for (int i = 500; i < samples.length - 500; i++) {
      double expected = 0.5 * Math.sin(2 * Math.PI * hertz * i / RATE);
      worst = Math.max(worst, Math.abs(samples[i] - expected));
    }
    assertThat(worst).isLessThan(tolerance);
  }

  private void assertRefused(Path file, String why) throws IOException {
    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining(why);
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left).isEmpty();
    }
  }
}
