package io.wubdiag.remix.analysis;

import io.wubdiag.remix.analysis.TempoEstimator.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The beat that people would tap, of several periods that fit. Beats are tracked at each, and what
 * lies on them is compared to what lies between: at the beat, onsets halfway are there but weaker;
 * at half its tempo they are as strong as those on the beats; at twice its tempo every other beat
 * is weak.
 *
 * @param frames the frames of the beats, in order
 * @param score how well it fits, for comparison only
 * @param strength how clearly the curve repeats at its period, as in {@link Period}
 */
record Tactus(int[] frames, double score, double strength) {
  /** The tempo around which most music is, in beats per minute. */
  private static final double USUAL_TEMPO = 115;

  // How much each trait weighs; from a logistic regression over synthesised songs of many kinds and
  // tempi.
  private static final double OFF_USUAL = -2.9;
  private static final double ON_BEAT = 2.75;
  private static final double HALVES = -2.4;
  private static final double EVENNESS = 2.5;
  private static final double THIRDS = -3.8;
  private static final double QUARTERS = -4.7;

  /** What a beat is taken to have at least, so that a ratio to it stays finite. */
  private static final double LITTLE = 0.05;

  /** How many frames an onset may be off. */
  private static final int SLACK = 2;

  /**
   * The best of the periods; null if there is none that has beats.
   *
   * @param curve onset strengths
   * @param rate frames a second
   */
  static @Nullable Tactus best(float[] curve, double rate, List<Period> periods) {
    Tactus best = null;
    for (Period period : periods) {
      int[] beats = BeatTracker.track(curve, period.frames());
      if (beats.length < 3) {
        continue;
      }
      Tactus tactus =
          new Tactus(beats, score(curve, rate, period.frames(), beats), period.strength());
      if (best == null || tactus.score > best.score) {
        best = tactus;
      }
    }
    return best;
  }

  private static double score(float[] curve, double rate, double period, int[] beats) {
    double[] onBeat = new double[2];
    double halves = 0;
    double thirds = 0;
    double quarters = 0;
    int intervals = beats.length - 1;
    for (int i = 0; i < intervals; i++) {
      double from = beats[i];
      double length = beats[i + 1] - from;
      onBeat[i % 2] += near(curve, from);
      halves += near(curve, from + length / 2);
      thirds += near(curve, from + length / 3) / 2 + near(curve, from + 2 * length / 3) / 2;
      quarters += near(curve, from + length / 4) / 2 + near(curve, from + 3 * length / 4) / 2;
    }
    double strength = (onBeat[0] + onBeat[1]) / intervals + LITTLE;
    double even = onBeat[0] / ((intervals + 1) / 2) + LITTLE;
    double odd = onBeat[1] / (intervals / 2) + LITTLE;
    double octaves = Math.log(60 * rate / period / USUAL_TEMPO) / Math.log(2);
    return OFF_USUAL * octaves * octaves
        + ON_BEAT * Math.log(strength)
        + HALVES * halves / intervals / strength
        + EVENNESS * Math.min(even, odd) / Math.max(even, odd)
        + THIRDS * thirds / intervals / strength
        + QUARTERS * quarters / intervals / strength;
  }

  /** The strongest onset at a place, or a few frames beside it. */
  private static double near(float[] curve, double place) {
    int centre = (int) Math.round(place);
    float strongest = 0;
    for (int i = Math.max(0, centre - SLACK); i <= centre + SLACK && i < curve.length; i++) {
      strongest = Math.max(strongest, curve[i]);
    }
    return strongest;
  }
}
