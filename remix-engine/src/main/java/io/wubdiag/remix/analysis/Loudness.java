package io.wubdiag.remix.analysis;

/**
 * How loud a song is over time: the mean square of each {@value #HOP} frames, both channels
 * together.
 */
final class Loudness {
  /** What counts as silence, in dB relative to full scale: nothing is given as less. */
  static final double SILENCE = -60;

  /** Frames of the song in a step. */
  static final int HOP = 512;

  private final double rate;
  private final float[] energies;

  /**
   * @param frames how many frames the song has
   * @param sampleRate how many frames it has a second
   */
  Loudness(long frames, int sampleRate) {
    this.rate = (double) sampleRate / HOP;
    this.energies = new float[(int) ((frames + HOP - 1) / HOP)];
  }

  /**
   * Takes a stretch of the song.
   *
   * @param first its first frame, a multiple of {@value #HOP}
   * @param offset where it begins in the arrays
   */
  void add(long first, float[] left, float[] right, int offset, int count) {
    int step = (int) (first / HOP);
    for (int from = 0; from < count; from += HOP) {
      int to = Math.min(count, from + HOP);
      float sum = 0;
      for (int i = offset + from; i < offset + to; i++) {
        sum += left[i] * left[i] + right[i] * right[i];
      }
      energies[step++] = sum / 2 / HOP;
    }
  }

  /**
   * The loudness of a stretch.
   *
   * @param from its start in seconds
   * @param to its end in seconds
   * @return dB relative to full scale, at least {@value #SILENCE}
   */
  double between(double from, double to) {
    double start = Math.max(0, Math.min(energies.length, from * rate));
    double end = Math.max(start, Math.min(energies.length, to * rate));
    double sum = 0;
    for (int step = (int) start; step < end; step++) {
      double share = Math.min(end, step + 1.0) - Math.max(start, step);
      sum += share * energies[step];
    }
    return decibels(end > start ? sum / (end - start) : 0);
  }

  /** A mean square as dB. */
  private static double decibels(double meanSquare) {
    return Math.max(SILENCE, 10 * Math.log10(meanSquare));
  }
}
