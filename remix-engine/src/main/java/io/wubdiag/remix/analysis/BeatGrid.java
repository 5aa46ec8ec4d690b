package io.wubdiag.remix.analysis;

/**
 * Makes the times of beats exact. Frames are 12 ms apart, an onset is heard a little beside the
 * beat, and some beats have none at all: so each beat is put where a straight line through its
 * neighbours has it, strong onsets counting more and those far off the line less (iteratively
 * reweighted least squares). A tempo that drifts is followed, since only eight beats to each side
 * are looked at.
 */
final class BeatGrid {
  /** How many beats to each side the line goes through. */
  private static final int NEIGHBOURS = 8;

  private static final int ROUNDS = 4;

  /** A beat this far off the line counts half, in seconds. */
  private static final double HALF_COUNTS = 0.015;

  /** What a beat without an onset counts against one with a mean onset. */
  private static final double LEAST_WEIGHT = 0.02;

  /**
   * How much later than it begins an attack is strongest in the curve, in seconds: measured,
   * between 0 for a kick and 8 ms for a piano.
   */
  private static final double LATE = 0.003;

  private BeatGrid() {}

  /**
   * The times of the beats in seconds.
   *
   * @param frames their frames, at least two
   * @param rate frames a second
   */
  static double[] times(int[] frames, float[] curve, double rate) {
    double[] heard = new double[frames.length];
    double[] weights = new double[frames.length];
    for (int i = 0; i < frames.length; i++) {
      int frame = frames[i];
      heard[i] = (frame + offset(curve, frame)) / rate - LATE;
      weights[i] = LEAST_WEIGHT + curve[frame];
    }
    double[] times = new double[frames.length];
    for (int i = 0; i < frames.length; i++) {
      times[i] = onLine(heard, weights, i);
    }
    return times;
  }

  /** Where the top of the curve lies beside a frame, by a parabola: from -0.5 to 0.5 frames. */
  private static double offset(float[] curve, int frame) {
    if (frame == 0 || frame == curve.length - 1) {
      return 0;
    }
    double bend = curve[frame - 1] - 2 * curve[frame] + curve[frame + 1];
    if (bend >= 0) {
      return 0;
    }
    double offset = 0.5 * (curve[frame - 1] - curve[frame + 1]) / bend;
    return Math.max(-0.5, Math.min(0.5, offset));
  }

  /** Where the line through the beats around one has that one. */
  private static double onLine(double[] heard, double[] weights, int beat) {
    int from = Math.max(0, beat - NEIGHBOURS);
    int to = Math.min(heard.length, beat + NEIGHBOURS + 1);
    double intercept = heard[beat];
    double slope = (heard[to - 1] - heard[from]) / (to - 1 - from);
    for (int round = 0; round < ROUNDS; round++) {
      double sum = 0;
      double sumX = 0;
      double sumY = 0;
      double sumXX = 0;
      double sumXY = 0;
      for (int i = from; i < to; i++) {
        double x = i - beat;
        double off = (heard[i] - intercept - slope * x) / HALF_COUNTS;
        double weight = weights[i] / (1 + off * off);
        sum += weight;
        sumX += weight * x;
        sumY += weight * heard[i];
        sumXX += weight * x * x;
        sumXY += weight * x * heard[i];
      }
      double spread = sum * sumXX - sumX * sumX;
      if (spread <= 1e-12 * sum * sum) {
        break;
      }
      slope = (sum * sumXY - sumX * sumY) / spread;
      intercept = (sumY - slope * sumX) / sum;
    }
    return intercept;
  }
}
