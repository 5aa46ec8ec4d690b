package io.wubdiag.remix.arrange.synth;

/**
 * The bass that wobbles: a square at the note and two saws an octave above, a little apart, one for
 * each ear, through a resonant low-pass that an {@link Lfo} opens and closes; driven into
 * saturation, over a sine at the note.
 *
 * @param closed where the filter's cutoff is when the LFO is at 0, in Hz
 * @param octaves how far the LFO moves it up
 * @param q the filter's resonance
 * @param drive how hard the saturation is driven: 1 hardly, 4 well
 * @param sub the level of the sine, where that of the rest is at most 1
 * @param level factor for all of it
 */
public record WobbleBass(
    double closed, double octaves, double q, float drive, float sub, float level) {
  /** The lowest tonic is the E of a bass guitar. */
  private static final int LOWEST_NOTE = 28;

  /** So many cents are the saws off. */
  private static final double DETUNE = 9;

  /** How often the cutoff moves, in frames. */
  private static final int CONTROL = 15;

  /** How long a note takes to rise and to fall, in frames: 4 ms, without a click. */
  private static final int RAMP = 180;

  /**
   * The frequency of a tonic where the bass plays it, from 41.2 to 77.8 Hz.
   *
   * @param pitchClass 0 is C, 11 is B
   */
  public static double tonic(int pitchClass) {
    int note = LOWEST_NOTE + Math.floorMod(pitchClass - LOWEST_NOTE, 12);
    return 440 * StrictMath.pow(2, (note - 69) / 12.0);
  }

  /**
   * Adds a figure to a loop.
   *
   * @param figure its notes, each character a sixteenth: a digit begins a note that wobbles so
   *     often, a hyphen holds it, a dot is silence
   * @param hz the notes' frequency
   * @param from the frame where the figure begins
   */
  public void play(String figure, double hz, StereoLoop loop, int from) {
    double apart = StrictMath.pow(2, DETUNE / 1200);
    for (BassNote note : BassNote.read(figure)) {
      int at = from + note.start() * Grid.SIXTEENTH;
      int frames = note.length() * Grid.SIXTEENTH;
      int period = frames / note.wobbles();
      voice(hz, hz / apart, period, loop.left(), at, frames);
      voice(hz, hz * apart, period, loop.right(), at, frames);
    }
  }

  private void voice(double hz, double sawHz, int period, float[] out, int from, int frames) {
    Oscillator square = new Oscillator(Oscillator.Shape.SQUARE, hz);
    Oscillator saw = new Oscillator(Oscillator.Shape.SAW, 2 * sawHz);
    Sine sine = new Sine(hz);
    StateVariableFilter filter = new StateVariableFilter(closed, q);
    for (int i = 0; i < frames; i++) {
      if (i % CONTROL == 0) {
        filter.cutoff(closed * StrictMath.pow(2, octaves * Lfo.at(i, period)));
      }
      float filtered = filter.low(0.35f * square.next() + 0.65f * saw.next());
      float sound = level * (saturated(drive * filtered) + sub * sine.next());
      out[from + i] += sound * Math.min(1, (float) Math.min(i, frames - 1 - i) / RAMP);
    }
  }

  /** Like the hyperbolic tangent: the same slope at 0, and 1 far out. */
  private static float saturated(float x) {
    float bounded = Math.max(-3, Math.min(3, x));
    return bounded * (27 + bounded * bounded) / (27 + 9 * bounded * bounded);
  }
}
