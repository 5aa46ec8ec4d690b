package io.wubdiag.remix.arrange.synth;

import io.wubdiag.remix.audio.Song;

/**
 * A saw or square wave whose steps are rounded off over two samples, so that little of it folds
 * back below half the sample rate: the polynomial of Välimäki and Huovilainen, "Antialiasing
 * Oscillators in Subtractive Synthesis" (IEEE Signal Processing Magazine, March 2007), known as
 * polyBLEP.
 */
final class Oscillator {
  /** The shape of a period. */
  enum Shape {
    /** Rises from -1 to 1 and falls back at once: all harmonics. */
    SAW,
    /** Half a period at 1, half at -1: the odd harmonics. */
    SQUARE
  }

  private final Shape shape;
  private final double step;
  private double phase;

  /**
   * @param hz periods a second; clean enough up to some 2 kHz
   */
  Oscillator(Shape shape, double hz) {
    this.shape = shape;
    step = hz / Song.SAMPLE_RATE;
  }

  /** The next sample, from -1 to 1. */
  float next() {
    double wave =
        shape == Shape.SAW
            ? 2 * phase - 1 - rounding(phase)
            : (phase < 0.5 ? 1 : -1)
                + rounding(phase)
                - rounding(phase < 0.5 ? phase + 0.5 : phase - 0.5);
    phase += step;
    if (phase >= 1) {
      phase -= 1;
    }
    return (float) wave;
  }

  /** What a step of 2 upward at phase 0 is short of one that is band-limited. */
  private double rounding(double phase) {
    if (phase < step) {
      double t = phase / step;
      return 2 * t - t * t - 1;
    }
    if (phase > 1 - step) {
      double t = (phase - 1) / step;
      return t * t + 2 * t + 1;
    }
    return 0;
  }
}
