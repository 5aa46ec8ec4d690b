package io.wubdiag.remix.arrange.synth;

import io.wubdiag.remix.audio.Song;

/** How strong a frequency is in some samples: Goertzel's algorithm, with a Hann window. */
public final class Spectrum {
  private Spectrum() {}

  /** The amplitude of a sine of that frequency, if the samples have one. */
  public static double amplitude(float[] samples, int from, int to, double hz) {
    double coefficient = 2 * Math.cos(2 * Math.PI * hz / Song.SAMPLE_RATE);
    double last = 0;
    double before = 0;
    for (int i = from; i < to; i++) {
      double window = 1 - Math.cos(2 * Math.PI * (i - from) / (to - from));
      double now = window * samples[i] + coefficient * last - before;
      before = last;
      last = now;
    }
    double power = last * last + before * before - coefficient * last * before;
    return 2 * Math.sqrt(Math.max(0, power)) / (to - from);
  }

  /** The frequency from {@code low} to {@code high}, in steps, that is the strongest. */
  public static double strongest(
      float[] samples, int from, int to, double low, double high, double step) {
    double best = low;
    double most = 0;
    for (double hz = low; hz <= high; hz += step) {
      double amplitude = amplitude(samples, from, to, hz);
      if (amplitude > most) {
        most = amplitude;
        best = hz;
      }
    }
    return best;
  }

  /** The root mean square. */
  public static double rms(float[] samples, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += samples[i] * samples[i];
    }
    return Math.sqrt(sum / (to - from));
  }
}
