package io.wubdiag.remix.analysis;

/**
 * Finds which beats begin a bar, and how many beats a bar has: where chords change and where the
 * lowest sounds begin. Four are assumed unless three fit clearly better.
 */
final class BarFinder {
  /** How much better three beats must fit than four. */
  private static final double CLEARLY = 1.3;

  /** How much onsets of bass and kick weigh against the change of chords. */
  private static final double LOW_ONSETS = 0.4;

  /**
   * How the beats are grouped.
   *
   * @param beatsPerBar how many beats a bar has
   * @param firstDownbeat the index of the first beat that begins one
   */
  record Metre(int beatsPerBar, int firstDownbeat) {}

  private BarFinder() {}

  /**
   * The metre.
   *
   * @param changes how much the harmony changes at each beat
   * @param lowOnsets how much begins in the bass at each beat
   */
  static Metre find(double[] changes, double[] lowOnsets) {
    double[] accents = new double[changes.length];
    double changeScale = rootMeanSquare(changes);
    double onsetScale = rootMeanSquare(lowOnsets);
    for (int i = 0; i < accents.length; i++) {
      accents[i] =
          (changeScale > 0 ? changes[i] / changeScale : 0)
              + (onsetScale > 0 ? LOW_ONSETS * lowOnsets[i] / onsetScale : 0);
    }
    Metre four = new Metre(4, bestPhase(accents, 4));
    Metre three = new Metre(3, bestPhase(accents, 3));
    boolean enough = accents.length >= 24;
    return enough && clarity(accents, three) > CLEARLY * clarity(accents, four) ? three : four;
  }

  private static int bestPhase(double[] accents, int beatsPerBar) {
    int best = 0;
    for (int phase = 1; phase < Math.min(beatsPerBar, accents.length); phase++) {
      if (mean(accents, phase, beatsPerBar) > mean(accents, best, beatsPerBar)) {
        best = phase;
      }
    }
    return best;
  }

  /** How far the accents on downbeats are above the mean of all. */
  private static double clarity(double[] accents, Metre metre) {
    return mean(accents, metre.firstDownbeat(), metre.beatsPerBar()) - mean(accents, 0, 1);
  }

  private static double mean(double[] values, int from, int step) {
    double sum = 0;
    int count = 0;
    for (int i = from; i < values.length; i += step) {
      sum += values[i];
      count++;
    }
    return count == 0 ? 0 : sum / count;
  }

  private static double rootMeanSquare(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value / values.length;
    }
    return Math.sqrt(sum);
  }
}
