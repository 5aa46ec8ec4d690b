package io.wubdiag.remix.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LoudnessTest {
  private static final int RATE = 44_100;

  @Test
  void isTheRootMeanSquareInDecibels() {
    // A sine's is 3.01 dB below its amplitude: 0.5 is -6.02 dB.
    assertThat(ofSine(0.5f, 0.5f).between(0, 2)).isCloseTo(-9.03, within(0.02));
  }

  @Test
  void takesTheMeanOfBothChannels() {
    assertThat(ofSine(0.5f, 0).between(0, 2)).isCloseTo(-12.04, within(0.02));
  }

  @Test
  void looksAtTheStretchItIsAskedAbout() {
    float[] song = new float[2 * RATE];
    Arrays.fill(song, RATE, 2 * RATE, 0.1f);
    Loudness loudness = of(song, song);

    assertThat(loudness.between(0, 0.9)).isEqualTo(Loudness.SILENCE);
    assertThat(loudness.between(1.1, 1.9)).isCloseTo(-20, within(0.01));
    assertThat(loudness.between(0, 2)).isCloseTo(-23.01, within(0.05));
  }

  @Test
  void isSilentWhereThereIsNoSong() {
    Loudness loudness = ofSine(0.5f, 0.5f);
    assertThat(loudness.between(7, 8)).isEqualTo(Loudness.SILENCE);
    assertThat(loudness.between(1, 1)).isEqualTo(Loudness.SILENCE);
  }

  private static Loudness ofSine(float left, float right) {
    float[] leftSamples = new float[2 * RATE];
    float[] rightSamples = new float[2 * RATE];
    for (int i = 0; i < leftSamples.length; i++) {
      float sample = (float) Math.sin(2 * Math.PI * 1000 * i / RATE);
      leftSamples[i] = left * sample;
      rightSamples[i] = right * sample;
    }
    return of(leftSamples, rightSamples);
  }

  /** In stretches of uneven lengths. */
  private static Loudness of(float[] left, float[] right) {
    Loudness loudness = new Loudness(left.length, RATE);
    int stretch = 7 * Loudness.HOP;
    for (int from = 0; from < left.length; from += stretch) {
      loudness.add(from, left, right, from, Math.min(stretch, left.length - from));
    }
    return loudness;
  }
}
