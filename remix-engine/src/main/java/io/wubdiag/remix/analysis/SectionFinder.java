package io.wubdiag.remix.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds where one part of a song ends and another begins: the bars at which the mean of the next
 * four differs most from that of the last four. That is the novelty of Foote, "Automatic Audio
 * Segmentation Using a Measure of Audio Novelty" (ICME 2000), but on means: four bars are what
 * chords mostly repeat after, so a chord that changes within them is not a novelty.
 */
final class SectionFinder {
  /** How many bars to each side are compared. */
  private static final int REACH = 4;

  private static final int SHORTEST = 4;
  private static final int LONGEST = 16;

  /** How much more likely a section ends after a multiple of four bars. */
  private static final double MUSICAL_LENGTH = 1.2;

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
    for (double value : novelty) {
      mean += value / novelty.length;
    }
    List<Integer> starts = new ArrayList<>();
    starts.add(0);
    int last = 0;
    for (int bar = SHORTEST; bar <= bars.size() - SHORTEST; bar++) {
      if (bar - last >= SHORTEST && novelty[bar] > mean && isHighest(novelty, bar, last)) {
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

  private static boolean isHighest(double[] novelty, int bar, int last) {
    double here = weighted(novelty, bar, last);
    for (int i = Math.max(0, bar - SHORTEST + 1); i < bar + SHORTEST && i < novelty.length; i++) {
      double there = weighted(novelty, i, last);
      if (there > here || (there == here && i < bar)) {
        return false;
      }
    }
    return true;
  }

  /** The novelty, and more of it where a section of whole groups of four bars would end. */
  private static double weighted(double[] novelty, int bar, int last) {
    return novelty[bar] * ((bar - last) % SHORTEST == 0 ? MUSICAL_LENGTH : 1);
  }

  /** For each bar how much it begins something new; 0 where there are too few to a side. */
  private static double[] novelty(List<double[]> bars) {
    double[] novelty = new double[bars.size()];
    for (int bar = REACH; bar <= novelty.length - REACH; bar++) {
      double[] difference = new double[bars.get(bar).length];
      for (int i = 0; i < REACH; i++) {
        double[] after = bars.get(bar + i);
        double[] before = bars.get(bar - 1 - i);
        for (int k = 0; k < difference.length; k++) {
          difference[k] += (after[k] - before[k]) / REACH;
        }
      }
      for (double value : difference) {
        novelty[bar] += value * value;
      }
      novelty[bar] = Math.sqrt(novelty[bar]);
    }
    return novelty;
  }
}
