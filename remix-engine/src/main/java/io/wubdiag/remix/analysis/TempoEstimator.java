package io.wubdiag.remix.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds periods at which an onset curve repeats: the peaks of its autocorrelation, each lag being
 * heard together with its multiples (a comb), so that a beat that is heard only now and then
 * counts, too, and so that the period becomes exact to a fraction of a frame. Which of them is the
 * beat, and not half or twice of it, {@link Tactus} decides.
 */
final class TempoEstimator {
  /** The slowest and the fastest tempo that is looked for, in beats per minute. */
  static final double SLOWEST = 55;

  static final double FASTEST = 200;

  private static final int MULTIPLES = 4;
  private static final double STEP = 1.004;
  private static final int MOST = 7;

  /** Spreads each onset over the frames beside it, so that a lag need not meet it to the frame. */
  private static final float[] SMOOTHING = {0.06f, 0.24f, 0.4f, 0.24f, 0.06f};

  /**
   * A period of the curve.
   *
   * @param frames its length
   * @param strength how alike the curve is to itself one, two and more periods later: 1 is equal, 0
   *     is not more than by chance
   */
  record Period(double frames, double strength) {}

  private TempoEstimator() {}

  /**
   * The strongest periods, the strongest first. None if the curve is all zero or too short to
   * repeat.
   *
   * @param rate frames a second
   */
  static List<Period> periods(float[] curve, double rate) {
    int longest = (int) Math.ceil(MULTIPLES * STEP * 60 / SLOWEST * rate) + 1;
    double[] likeness = autocorrelation(smooth(curve), longest);
    if (likeness[0] <= 0 || curve.length < 4 * 60 / FASTEST * rate) {
      return List.of();
    }
    List<Period> all = new ArrayList<>();
    for (double tempo = SLOWEST / STEP; tempo <= FASTEST * STEP; tempo *= STEP) {
      double frames = 60 / tempo * rate;
      double sum = 0;
      for (int multiple = 1; multiple <= MULTIPLES; multiple++) {
        sum += between(likeness, multiple * frames);
      }
      all.add(new Period(frames, sum / MULTIPLES / likeness[0]));
    }
    return highest(all);
  }

  private static List<Period> highest(List<Period> all) {
    List<Period> peaks = new ArrayList<>();
    for (int i = 1; i < all.size() - 1; i++) {
      double strength = all.get(i).strength();
      if (strength > all.get(i - 1).strength() && strength >= all.get(i + 1).strength()) {
        peaks.add(all.get(i));
      }
    }
    peaks.sort(Comparator.comparingDouble(Period::strength).reversed());
    return List.copyOf(peaks.subList(0, Math.min(MOST, peaks.size())));
  }

  private static float[] smooth(float[] curve) {
    int reach = SMOOTHING.length / 2;
    float[] smooth = new float[curve.length];
    for (int i = 0; i < curve.length; i++) {
      int to = Math.min(curve.length - 1, i + reach);
      for (int k = Math.max(0, i - reach); k <= to; k++) {
        smooth[i] += SMOOTHING[k - i + reach] * curve[k];
      }
    }
    return smooth;
  }

  /** The autocovariance at lags from 0 on. */
  private static double[] autocorrelation(float[] curve, int longest) {
    double mean = 0;
    for (float value : curve) {
      mean += value / curve.length;
    }
    double[] result = new double[longest + 1];
    for (int lag = 0; lag <= longest && lag < curve.length; lag++) {
      double sum = 0;
      for (int i = lag; i < curve.length; i++) {
        sum += curve[i] * curve[i - lag];
      }
      result[lag] = sum / (curve.length - lag) - mean * mean;
    }
    return result;
  }

  private static double between(double[] values, double at) {
    int index = (int) at;
    return values[index] + (at - index) * (values[index + 1] - values[index]);
  }
}
