package io.wubdiag.remix.analysis;

import java.util.Arrays;

/**
 * Finds the beats of an onset curve whose period is known, by the dynamic programming of Ellis,
 * "Beat Tracking by Dynamic Programming" (Journal of New Music Research, 2007): the sequence of
 * frames that has the strongest onsets at the most regular distances.
 */
final class BeatTracker {
  /** How much regularity weighs against strength. */
  private static final double TIGHTNESS = 400;

  private BeatTracker() {}

  /**
   * The beats.
   *
   * @param curve onset strengths, of a mean near 0 and a deviation of 1
   * @param period the distance of beats in frames, at least 2
   * @return the frames of the beats, in order, with nothing left out from the first to the last
   *     that fits
   */
  static int[] track(float[] curve, double period) {
    int nearest = (int) Math.max(1, Math.round(period / 2));
    int farthest = (int) Math.max(nearest + 1, Math.round(period * 2));
    float[] penalty = new float[farthest + 1];
    for (int distance = nearest; distance <= farthest; distance++) {
      double off = Math.log(distance / period);
      penalty[distance] = (float) (-TIGHTNESS * off * off);
    }
    float[] score = new float[curve.length];
    int[] previous = new int[curve.length];
    for (int frame = 0; frame < curve.length; frame++) {
      float best = Float.NEGATIVE_INFINITY;
      int from = -1;
      for (int distance = nearest; distance <= farthest && distance <= frame; distance++) {
        float reached = score[frame - distance] + penalty[distance];
        if (reached > best) {
          best = reached;
          from = frame - distance;
        }
      }
      // A beat near the start may be the first of all.
      boolean starts = frame < farthest && best < 0;
      score[frame] = curve[frame] + (from < 0 || starts ? 0 : best);
      previous[frame] = starts ? -1 : from;
    }
    return backFrom(lastBeat(score, period), previous);
  }

  /** The best frame to end with, of the last period. */
  private static int lastBeat(float[] score, double period) {
    int last = score.length - 1;
    for (int frame = last; frame >= 0 && frame > score.length - 1 - period; frame--) {
      if (score[frame] > score[last]) {
        last = frame;
      }
    }
    return last;
  }

  private static int[] backFrom(int last, int[] previous) {
    int[] beats = new int[previous.length];
    int first = beats.length;
    for (int frame = last; frame >= 0; frame = previous[frame]) {
      beats[--first] = frame;
    }
    return Arrays.copyOfRange(beats, first, beats.length);
  }
}
