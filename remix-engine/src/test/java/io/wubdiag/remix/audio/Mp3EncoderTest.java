package io.wubdiag.remix.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Mp3EncoderTest {
  private static final int RATE = Song.SAMPLE_RATE;
  private static final int FRAMES = 5 * RATE;

  @TempDir Path directory;

  @Test
  void soundsLikeWhatWasEncodedAndAtTheSameTime() throws IOException {
    float[] left = tone(440, 0.5);
    float[] right = tone(1_000, 0.5);

    float[][] decoded = decode(encode(left, right, 1_000));

    assertThat(decoded[0].length).isBetween(FRAMES, FRAMES + 4 * 1_152);
    assertThat(signalToNoise(left, decoded[0])).isGreaterThan(25);
    assertThat(signalToNoise(right, decoded[1])).isGreaterThan(25);
  }

  @Test
  void givesTheSameBytesForAnySizeOfBlocks() throws IOException {
    float[] left = tone(440, 0.5);
    float[] right = tone(1_000, 0.5);

    byte[] mp3 = encode(left, right, 4_096);

    assertThat(encode(left, right, 1)).isEqualTo(mp3);
    assertThat(encode(left, right, FRAMES)).isEqualTo(mp3);
  }

  @Test
  void hasAConstantBitRate() throws IOException {
    byte[] mp3 = encode(tone(440, 0.5), tone(440, 0.5), 4_096);

    double seconds = mp3.length * 8 / (Mp3Encoder.KILOBITS_PER_SECOND * 1_000.0);
    assertThat(seconds).isCloseTo(5, within(0.15));
  }

  @Test
  void writesWhileItIsGiven() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Mp3Encoder encoder = new Mp3Encoder(out);

    encoder.write(tone(440, 0.5), tone(440, 0.5), RATE);

    assertThat(out.size()).isGreaterThan(20_000);
  }

  @Test
  void limitsWhatIsTooLoud() throws IOException {
    float[] hot = tone(100, 4);
    float[] limited = new float[FRAMES];
    for (int i = 0; i < FRAMES; i++) {
      limited[i] = Math.max(-1, Math.min(1, hot[i]));
    }

    float[][] decoded = decode(encode(hot, hot, 4_096));

    assertThat(signalToNoise(limited, decoded[0])).isGreaterThan(15);
  }

  @Test
  void takesWhatIsNotANumberForSilence() throws IOException {
    float[] left = tone(440, 0.5);
    left[RATE] = Float.NaN;
    left[2 * RATE] = Float.POSITIVE_INFINITY;

    assertThat(decode(encode(left, tone(440, 0.5), 4_096))[0]).hasSizeGreaterThan(4 * RATE);
  }

  @Test
  void canBeAnEmptyStream() throws IOException {
    assertThat(encode(new float[0], new float[0], 1)).isEmpty();
  }

  private static float[] tone(double hertz, double amplitude) {
    float[] tone = new float[FRAMES];
    for (int i = 0; i < tone.length; i++) {
      tone[i] = (float) (amplitude * Math.sin(2 * Math.PI * hertz * i / RATE));
    }
    return tone;
  }

  private static byte[] encode(float[] left, float[] right, int block) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Mp3Encoder encoder = new Mp3Encoder(out);
    float[][] blocks = new float[2][block];
    for (int i = 0; i < left.length; i += block) {
      int count = Math.min(block, left.length - i);
      System.arraycopy(left, i, blocks[0], 0, count);
      System.arraycopy(right, i, blocks[1], 0, count);
      encoder.write(blocks[0], blocks[1], count);
    }
    encoder.finish();
    return out.toByteArray();
  }

  private float[][] decode(byte[] mp3) throws IOException {
    Path file = Files.write(directory.resolve("out.mp3"), mp3);
    try (Song song = new Decoder(directory, Duration.ofMinutes(1)).decode(file).song()) {
      float[][] samples = new float[2][(int) song.frames()];
      song.read(0, samples[0], samples[1], samples[0].length);
      return samples;
    }
  }

  /** In dB. */
  private static double signalToNoise(float[] signal, float[] decoded) {
    double power = 0;
    double noise = 0;
    for (int i = 2_000; i < signal.length - 2_000; i++) {
      double difference = decoded[i + Mp3Encoder.DELAY] - signal[i];
      power += signal[i] * signal[i];
      noise += difference * difference;
    }
    return 10 * Math.log10(power / noise);
  }
}
