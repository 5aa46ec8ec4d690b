package io.wubdiag.remix.arrange.synth;

/**
 * White noise, the same for the same seed: Marsaglia's xorshift of 32 bits ("Xorshift RNGs",
 * Journal of Statistical Software 8, 2003).
 */
final class Noise {
  private int state;

  /**
   * @param seed any number but 0
   */
  Noise(int seed) {
    if (seed == 0) {
      throw new IllegalArgumentException("0 would stay 0 for ever");
    }
    state = seed;
  }

  /** The next sample, from -1 to 1. */
  float next() {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state * 0x1p-31f;
  }
}
