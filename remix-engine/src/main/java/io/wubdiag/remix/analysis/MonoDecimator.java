package io.wubdiag.remix.analysis;

import io.wubdiag.remix.audio.Song;

/**
 * Makes one channel at {@value #SAMPLE_RATE} Hz of a song: half the work for everything behind it,
 * and beats and chords are all still there. What lies above the new range is taken out by a
 * half-band low-pass, a sinc under a Blackman window, which does not shift the time.
 */
final class MonoDecimator {
  /** Samples a second. */
  static final int SAMPLE_RATE = Song.SAMPLE_RATE / 2;

  /** How far the filter reaches to each side, in frames of the song. */
  static final int REACH = 15;

  /** The weights at the odd distances 1, 3, 5 …; those at even ones are 0. */
  private static final float[] WEIGHTS = weights();

  private final float[] mixed;

  /**
   * @param most how many samples are made at once at most
   */
  MonoDecimator(int most) {
    this.mixed = new float[2 * most + 2 * REACH];
  }

  private static float[] weights() {
    float[] weights = new float[(REACH + 1) / 2];
    double sum = 0.5;
    double[] exact = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      int distance = 2 * i + 1;
      double angle = Math.PI * distance / (REACH + 1);
      double window = 0.42 + 0.5 * Math.cos(angle) + 0.08 * Math.cos(2 * angle);
      exact[i] = Math.sin(Math.PI * distance / 2) / (Math.PI * distance) * window;
      sum += 2 * exact[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (exact[i] / sum);
    }
    return weights;
  }

  /**
   * Makes samples, the first of which stands for the frame at {@link #REACH}, the next for the one
   * two frames later.
   *
   * @param left the left channel, from {@link #REACH} frames before the first that is stood for to
   *     as many after the last
   * @param right the right channel
   * @param mono receives the samples from index 0
   * @param count how many
   */
  void decimate(float[] left, float[] right, float[] mono, int count) {
    for (int i = 0; i < 2 * count + 2 * REACH; i++) {
      mixed[i] = 0.5f * (left[i] + right[i]);
    }
    for (int i = 0; i < count; i++) {
      int centre = 2 * i + REACH;
      float sample = 0.5f * mixed[centre];
      for (int k = 0; k < WEIGHTS.length; k++) {
        sample += WEIGHTS[k] * (mixed[centre - 2 * k - 1] + mixed[centre + 2 * k + 1]);
      }
      mono[i] = sample;
    }
  }
}
