package io.wubdiag.remix.analysis;

import java.util.Arrays;

/**
 * How much begins at each instant: the rises of the logarithmic spectrum from one frame to the next
 * but one, summed over bands of frequencies. This is the log-filtered spectral flux of Böck, Krebs
 * and Schedl, "Evaluating the Online Capabilities of Onset Detection Methods" (ISMIR 2012), kept
 * apart for three ranges: where kick and bass are, voices and chords, snare and hats.
 */
final class OnsetCurve implements Spectrogram.Sink {
  /** Samples, at {@link MonoDecimator#SAMPLE_RATE}, that are looked at together. */
  static final int WINDOW = 1024;

  /** Samples between two frames. */
  static final int HOP = 256;

  /** Frames a second. */
  static final double RATE = (double) MonoDecimator.SAMPLE_RATE / HOP;

  /** The ranges of frequencies that are told apart. */
  static final int RANGES = 3;

  private static final double LOWEST = 30;
  private static final double BANDS_PER_OCTAVE = 5;
  private static final double[] RANGE_ENDS = {180, 2500, 10_500};

  /** Frames back to which the rise is taken: half a window, so that the two differ. */
  private static final int LAG = 2;

  /** Until this frame all rises since the recording starts, which is not a beat. */
  private static final int SETTLES = 2 * LAG;

  /** How much weaker than the loudest of late a sound may be to count, as a ratio of amplitudes. */
  private static final float CONTRAST = 30;

  /** The factor by which a loud moment fades in a frame: to a third in ten seconds. */
  private static final float FORGETS = (float) Math.exp(-0.1 / RATE);

  private final int[] bandStarts;
  private final int[] bandRanges;
  private final int[] bandsInRange = new int[RANGES];
  private final float[][] levels;
  private final float[][] curves;
  private float loudest = 1e-4f;

  /**
   * @param frames how many frames there will be
   */
  OnsetCurve(int frames) {
    this.bandStarts = bandStarts();
    int bands = bandStarts.length - 1;
    this.bandRanges = new int[bands];
    for (int band = 0; band < bands; band++) {
      double frequency = (double) bandStarts[band] * MonoDecimator.SAMPLE_RATE / WINDOW;
      while (frequency >= RANGE_ENDS[bandRanges[band]]) {
        bandRanges[band]++;
      }
      bandsInRange[bandRanges[band]]++;
    }
    this.levels = new float[LAG + 1][bands];
    this.curves = new float[RANGES][frames];
  }

  /** The first bin of each band, and the end of the last. */
  private static int[] bandStarts() {
    double binWidth = (double) MonoDecimator.SAMPLE_RATE / WINDOW;
    int end = (int) (RANGE_ENDS[RANGES - 1] / binWidth);
    int[] starts = new int[end];
    int count = 0;
    starts[count++] = (int) Math.max(1, Math.round(LOWEST / binWidth));
    for (double edge = LOWEST; starts[count - 1] < end; edge *= Math.pow(2, 1 / BANDS_PER_OCTAVE)) {
      int bin = (int) Math.min(end, Math.round(edge / binWidth));
      if (bin > starts[count - 1]) {
        starts[count++] = bin;
      }
    }
    return Arrays.copyOf(starts, count);
  }

  @Override
  public void accept(int frame, float[] power) {
    float[] now = levels[frame % (LAG + 1)];
    float[] before = levels[(frame + 1) % (LAG + 1)];
    float highest = 0;
    for (int band = 0; band < now.length; band++) {
      float sum = 0;
      for (int bin = bandStarts[band]; bin < bandStarts[band + 1]; bin++) {
        sum += power[bin];
      }
      now[band] = (float) Math.sqrt(sum);
      highest = Math.max(highest, now[band]);
    }
    loudest = Math.max(highest, loudest * FORGETS);
    for (int band = 0; band < now.length; band++) {
      now[band] = (float) Math.log1p(CONTRAST * now[band] / loudest);
      float rise = now[band] - before[band];
      if (rise > 0 && frame >= SETTLES) {
        int range = bandRanges[band];
        curves[range][frame] += rise / bandsInRange[range];
      }
    }
  }

  /**
   * The curve of a range, 0 being the lowest: for each frame by how much it stands out of the
   * second around it, with a root mean square of 1 over the song (all 0 if nothing ever begins).
   */
  float[] range(int range) {
    float[] curve = curves[range];
    int reach = (int) (RATE / 2);
    double[] sums = new double[curve.length + 1];
    for (int i = 0; i < curve.length; i++) {
      sums[i + 1] = sums[i] + curve[i];
    }
    float[] standing = new float[curve.length];
    double squares = 0;
    for (int i = 0; i < curve.length; i++) {
      int from = Math.max(0, i - reach);
      int to = Math.min(curve.length, i + reach + 1);
      standing[i] = (float) Math.max(0, curve[i] - (sums[to] - sums[from]) / (to - from));
      squares += standing[i] * standing[i];
    }
    float scale = (float) (squares > 0 ? Math.sqrt(curve.length / squares) : 0);
    for (int i = 0; i < standing.length; i++) {
      standing[i] *= scale;
    }
    return standing;
  }

  /** The mean of the curves of all ranges. */
  float[] combined() {
    float[] combined = new float[curves[0].length];
    for (int range = 0; range < RANGES; range++) {
      float[] curve = range(range);
      for (int i = 0; i < curve.length; i++) {
        combined[i] += curve[i] / RANGES;
      }
    }
    return combined;
  }

  /** How much begins in a range in a stretch, given in seconds: about 0 to 1. */
  double mean(int range, double from, double to) {
    float[] curve = curves[range];
    int first = (int) Math.max(0, Math.round(from * RATE));
    int end = (int) Math.min(curve.length, Math.round(to * RATE));
    double sum = 0;
    for (int frame = first; frame < end; frame++) {
      sum += curve[frame];
    }
    return end > first ? 10 * sum / (end - first) : 0;
  }
}
