package io.wubdiag.remix.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds where one part of a song ends and another begins: the bars between which what was before
 * and what comes after are each alike but differ from one another (Foote, "Automatic Audio
 * Segmentation Using a Measure of Audio Novelty", ICME 2000).
 */
final class SectionFinder {
  /** How many bars to each side are compared. */
  private static final int REACH = 4;

  private static final int SHORTEST = 4;
  private static final int LONGEST = 16;

  /** By how many deviations above the mean a novelty must be to end a section. */
  private static final double CLEARLY = 0.3;

  private SectionFinder() {}

  /**
   * The bars that begin a section: 0, and others in order. Sections have 4 to 16 bars, except that
   * a song of fewer bars is one, and the last may be shorter than 4.
   *
   * @param bars for each bar what it sounds like, all of one length and comparable by their
   *     distance
   */
  static List<Integer> starts(List<double[]> bars) {
    double[] novelty = novelty(bars);
    double mean = 0;
    double squares = 0;
    for (double value : novelty) {
      mean += value / novelty.length;
      squares += value * value / novelty.length;
    }
    double least = mean + CLEARLY * Math.sqrt(Math.max(0, squares - mean * mean));
    List<Integer> starts = new ArrayList<>();
    starts.add(0);
    int last = 0;
    for (int bar = SHORTEST; bar <= bars.size() - SHORTEST; bar++) {
      if (bar - last >= SHORTEST && novelty[bar] > least && isHighest(novelty, bar)) {
        addSplit(starts, last, bar);
        last = bar;
      }
    }
    addSplit(starts, last, bars.size());
    starts.remove(starts.size() - 1);
    return List.copyOf(starts);
  }

  /** Ends the section that began at {@code from}, in halves or quarters if it is too long. */
  private static void addSplit(List<Integer> starts, int from, int to) {
    int parts = 1;
    while ((to - from + parts - 1) / parts > LONGEST) {
      parts++;
    }
    for (int part = 1; part < parts; part++) {
      // Whole groups of four bars, counted from the section's start.
      int bar = from + Math.round((float) (to - from) * part / parts / SHORTEST) * SHORTEST;
      if (bar > starts.get(starts.size() - 1) && bar < to) {
        starts.add(bar);
      }
    }
    starts.add(to);
  }

  private static boolean isHighest(double[] novelty, int bar) {
    for (int i = Math.max(0, bar - SHORTEST + 1); i < bar + SHORTEST && i < novelty.length; i++) {
      if (novelty[i] > novelty[bar] || (novelty[i] == novelty[bar] && i < bar)) {
        return false;
      }
    }
    return true;
  }

  /** For each bar how much it begins something new: a checkerboard over the distances of bars. */
  private static double[] novelty(List<double[]> bars) {
    double[] novelty = new double[bars.size()];
    for (int bar = 1; bar < novelty.length; bar++) {
      int reach = Math.min(REACH, Math.min(bar, bars.size() - bar));
      double across = 0;
      double within = 0;
      for (int i = 1; i <= reach; i++) {
        for (int j = 0; j < reach; j++) {
          across += distance(bars.get(bar - i), bars.get(bar + j));
          within += distance(bars.get(bar - i), bars.get(bar - 1 - j)) / 2;
          within += distance(bars.get(bar + i - 1), bars.get(bar + j)) / 2;
        }
      }
      novelty[bar] = (across - within) / (reach * reach);
    }
    return novelty;
  }

  private static double distance(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - other[i]) * (one[i] - other[i]);
    }
    return Math.sqrt(sum);
  }
}
