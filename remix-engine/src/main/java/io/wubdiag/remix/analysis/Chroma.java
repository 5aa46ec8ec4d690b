package io.wubdiag.remix.analysis;

/**
 * How much of each pitch class sounds at each instant: the peaks of the spectrum, folded into one
 * octave (Fujishima, "Realtime Chord Recognition of Musical Sound", ICMC 1999). Each semitone is
 * kept in thirds, so that a song that is tuned a little high or low is still read right.
 */
final class Chroma implements Spectrogram.Sink {
  /** Samples, at {@link MonoDecimator#SAMPLE_RATE}, that are looked at together: 186 ms. */
  static final int WINDOW = 4096;

  /** Samples between two frames. */
  static final int HOP = 2048;

  /** Frames a second. */
  static final double RATE = (double) MonoDecimator.SAMPLE_RATE / HOP;

  static final int PITCH_CLASSES = 12;

  private static final int THIRDS = 3;
  private static final double BIN_WIDTH = (double) MonoDecimator.SAMPLE_RATE / WINDOW;
  private static final int LOWEST_BIN = (int) (60 / BIN_WIDTH);
  private static final int HIGHEST_BIN = (int) (2100 / BIN_WIDTH);

  /** The lowest C, 16.35 Hz, in Hz. */
  private static final double LOWEST_C = 440 * Math.pow(2, -4.75);

  /** A peak this much weaker than the strongest one of the frame is not a note; 46 dB. */
  private static final float FAINTEST = 2.5e-5f;

  /** What is weaker than this in power is silence. */
  private static final float SILENCE = 1e-9f;

  private final float[][] frames;

  /**
   * @param count how many frames there will be
   */
  Chroma(int count) {
    this.frames = new float[count][];
  }

  @Override
  public void accept(int frame, float[] power) {
    float[] thirds = new float[PITCH_CLASSES * THIRDS];
    frames[frame] = thirds;
    float strongest = SILENCE / FAINTEST;
    for (int bin = LOWEST_BIN; bin <= HIGHEST_BIN; bin++) {
      strongest = Math.max(strongest, power[bin]);
    }
    float least = strongest * FAINTEST;
    for (int bin = LOWEST_BIN; bin <= HIGHEST_BIN; bin++) {
      float here = power[bin];
      if (here > least && here > power[bin - 1] && here >= power[bin + 1]) {
        double octaves = Math.log(frequency(power, bin) / LOWEST_C) / Math.log(2);
        int third = (int) Math.floor((octaves - Math.floor(octaves)) * thirds.length + 0.5 + 1);
        // Magnitudes are compressed, so that a loud bass does not hide the chord.
        thirds[third % thirds.length] += (float) Math.sqrt(Math.sqrt(here));
      }
    }
  }

  /** The frequency of a peak, by a parabola through its neighbours' logarithms. */
  private static double frequency(float[] power, int bin) {
    double before = Math.log(power[bin - 1] + 1e-20);
    double here = Math.log(power[bin] + 1e-20);
    double after = Math.log(power[bin + 1] + 1e-20);
    double bend = before - 2 * here + after;
    double off = bend < 0 ? 0.5 * (before - after) / bend : 0;
    return (bin + off) * BIN_WIDTH;
  }

  /**
   * How much there is of each pitch class in a stretch, 0 being C.
   *
   * @param from its start in seconds
   * @param to its end in seconds; at least the frame nearest to the middle is taken
   */
  float[] between(double from, double to) {
    float[] sum = new float[PITCH_CLASSES];
    if (frames.length == 0) {
      return sum;
    }
    int first = nearest((from + to) / 2);
    int last = first;
    while (first > 0 && (first - 1) / RATE >= from + 0.25 / RATE) {
      first--;
    }
    while (last < frames.length - 1 && (last + 1) / RATE <= to - 0.25 / RATE) {
      last++;
    }
    for (int frame = first; frame <= last; frame++) {
      for (int third = 0; third < frames[frame].length; third++) {
        sum[third / THIRDS] += frames[frame][third];
      }
    }
    return sum;
  }

  private int nearest(double seconds) {
    return (int) Math.max(0, Math.min(frames.length - 1, Math.round(seconds * RATE)));
  }

  /** How much the harmony changes at a time in seconds, half a second before to half after. */
  double changeAt(double seconds) {
    return change(seconds - 0.5, seconds, seconds + 0.5);
  }

  /**
   * How much the harmony of one stretch differs from that of the next: 0 not at all, 1 if they have
   * nothing in common. Times in seconds.
   */
  double change(double from, double at, double to) {
    return 1 - cosine(between(from, at), between(at, to));
  }

  private static double cosine(float[] one, float[] other) {
    double product = 0;
    double squares = 0;
    double otherSquares = 0;
    for (int i = 0; i < one.length; i++) {
      product += one[i] * other[i];
      squares += one[i] * one[i];
      otherSquares += other[i] * other[i];
    }
    double scale = Math.sqrt(squares * otherSquares);
    return scale > 0 ? product / scale : 1;
  }
}
