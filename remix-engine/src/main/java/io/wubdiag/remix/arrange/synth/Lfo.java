package io.wubdiag.remix.arrange.synth;

/** A low-frequency oscillator that keeps time with the notes: what makes a bass wobble. */
final class Lfo {
  private Lfo() {}

  /**
   * Its value, from 0 to 1: a raised cosine that is 0 at the beginning and the end of each cycle
   * and 1 amid it.
   *
   * @param frame frames since it began
   * @param period frames in a cycle
   */
  static double at(int frame, double period) {
    return 0.5 - 0.5 * StrictMath.cos(2 * StrictMath.PI * frame / period);
  }
}
