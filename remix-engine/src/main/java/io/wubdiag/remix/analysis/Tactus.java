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

  /**
   * How much each of the {@link #traits} weighs; from a logistic regression over synthesised songs
   * of many kinds and tempi.
   */
  private static final double[] WEIGHTS = {-2.6, 3.9, -2.3, 1.3, -3.2, -3.7, 5};

  /** What a beat is taken to have at least, so that a ratio to it stays finite. */
  private static final double LITTLE = 0.05;

  /** How many frames an onset may be off. */
  private static final int SLACK = 2;

  /**
   * The best of the periods; null if there is none that has beats.
   *
   * @param curve onset strengths
   * @param rate frames a second
   * @param chroma to hear the chords by
   */
  static @Nullable Tactus best(float[] curve, double rate, List<Period> periods, Chroma chroma) {
    Tactus best = null;
    for (Period period : periods) {
      int[] beats = BeatTracker.track(curve, period.frames());
      if (beats.length < 3) {
        continue;
      }
      double score = 0;
      double[] traits = traits(curve, rate, beats, chroma);
      for (int i = 0; i < traits.length; i++) {
        score += WEIGHTS[i] * traits[i];
      }
      Tactus tactus = new Tactus(beats, score, period.strength());
      if (best == null || tactus.score > best.score) {
        best = tactus;
      }
    }
    return best;
  }

  /**
   * What speaks for beats or against: how many octaves the tempo is off the usual one, squared; how
   * strong the onsets on the beats are, as a logarithm; how strong those halfway between are to
   * these; every other beat to those between; those at thirds; those at quarters; and {@link
   * #chordRhythm}.
   */
  static double[] traits(float[] curve, double rate, int[] beats, Chroma chroma) {
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
    double period = (double) (beats[intervals] - beats[0]) / intervals;
    double octaves = Math.log(60 * rate / period / USUAL_TEMPO) / Math.log(2);
    return new double[] {
      octaves * octaves,
      Math.log(strength),
      halves / intervals / strength,
      Math.min(even, odd) / Math.max(even, odd),
      thirds / intervals / strength,
      quarters / intervals / strength,
      chordRhythm(rate, beats, chroma)
    };
  }

  /**
   * Whether chords change with every bar of four or three beats rather than within it, which most
   * music does: up to about 1.
   */
  private static double chordRhythm(double rate, int[] beats, Chroma chroma) {
    double[] changes = new double[beats.length];
    double mean = 0.02;
    for (int i = 0; i < beats.length; i++) {
      changes[i] = chroma.changeAt(beats[i] / rate);
      mean += changes[i] / beats.length;
    }
    double best = 0;
    for (int phase = 0; phase < 4; phase++) {
      best = Math.max(best, every(changes, 4, phase) - every(changes, 4, phase + 2));
      double others = every(changes, 3, phase + 1) + every(changes, 3, phase + 2);
      best = Math.max(best, every(changes, 3, phase) - others / 2);
    }
    return best / mean / 4;
  }

  private static double every(double[] values, int step, int from) {
    double sum = 0;
    int count = 0;
    for (int i = from; i < values.length; i += step) {
      sum += values[i];
      count++;
    }
    return count == 0 ? 0 : sum / count;
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
