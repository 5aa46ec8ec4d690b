package io.wubdiag.remix.arrange.synth;

import io.wubdiag.remix.audio.Song;

/**
 * A resonant filter of two poles that stays stable and clean while its cutoff moves: the linear
 * trapezoidal state-variable filter of Andrew Simper (Cytomic, "Solving the continuous SVF
 * equations using trapezoidal integration and equivalent currents", 2013).
 */
final class StateVariableFilter {
  private final float damping;
  private float a1;
  private float a2;
  private float a3;
  private float first;
  private float second;
  private float band;
  private float low;

  /**
   * @param hz the cutoff, below half the sample rate
   * @param q the resonance: the gain at the cutoff, 0.707 for none
   */
  StateVariableFilter(double hz, double q) {
    damping = (float) (1 / q);
    cutoff(hz);
  }

  /** Moves the cutoff, in Hz. */
  void cutoff(double hz) {
    float g = (float) StrictMath.tan(StrictMath.PI * hz / Song.SAMPLE_RATE);
    a1 = 1 / (1 + g * (g + damping));
    a2 = g * a1;
    a3 = g * a2;
  }

  /** The next sample of what is below the cutoff. */
  float low(float in) {
    step(in);
    return low;
  }

  /** The next sample of what is around the cutoff, at the gain of Q there. */
  float band(float in) {
    step(in);
    return band;
  }

  /** The next sample of what is above the cutoff. */
  float high(float in) {
    step(in);
    return in - damping * band - low;
  }

  private void step(float in) {
    float v3 = in - second;
    band = a1 * first + a2 * v3;
    low = second + a2 * first + a3 * v3;
    first = 2 * band - first;
    second = 2 * low - second;
  }
}
