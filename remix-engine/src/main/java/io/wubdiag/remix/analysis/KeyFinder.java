package io.wubdiag.remix.analysis;

/**
 * Finds the key by how much of each pitch class there is: the key whose profile correlates best.
 * The profiles are those of Krumhansl and Kessler, as printed in Krumhansl, "Cognitive Foundations
 * of Musical Pitch" (1990), chapter 2.
 */
final class KeyFinder {
  private static final double[] MAJOR = {
    6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88
  };
  private static final double[] MINOR = {
    6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17
  };

  private KeyFinder() {}

  /**
   * The key; C major if there is nothing to go by.
   *
   * @param chroma how much there is of each pitch class, 0 being C
   */
  static Key find(float[] chroma) {
    Key best = new Key(0, false);
    double highest = 0;
    for (int tonic = 0; tonic < Chroma.PITCH_CLASSES; tonic++) {
      double major = correlation(chroma, tonic, MAJOR);
      double minor = correlation(chroma, tonic, MINOR);
      if (Math.max(major, minor) > highest) {
        highest = Math.max(major, minor);
        best = new Key(tonic, minor > major);
      }
    }
    return best;
  }

  /** Pearson's; 0 if the chroma is flat. */
  private static double correlation(float[] chroma, int tonic, double[] profile) {
    double meanChroma = 0;
    double meanProfile = 0;
    int n = profile.length;
    for (int i = 0; i < n; i++) {
      meanChroma += chroma[i] / n;
      meanProfile += profile[i] / n;
    }
    double product = 0;
    double chromaSquares = 0;
    double profileSquares = 0;
    for (int i = 0; i < n; i++) {
      double here = chroma[(tonic + i) % n] - meanChroma;
      double there = profile[i] - meanProfile;
      product += here * there;
      chromaSquares += here * here;
      profileSquares += there * there;
    }
    return chromaSquares > 0 ? product / Math.sqrt(chromaSquares * profileSquares) : 0;
  }
}
