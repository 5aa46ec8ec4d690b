package io.wubdiag.remix.arrange.synth;

/** Rendered sound of some bars, to be played again and again. */
public final class StereoLoop {
  private final float[] left;
  private final float[] right;

  /** Silence of so many bars. */
  public StereoLoop(int bars) {
    left = new float[bars * Grid.BAR];
    right = new float[bars * Grid.BAR];
  }

  /** The left channel. */
  public float[] left() {
    return left;
  }

  /** The right channel. */
  public float[] right() {
    return right;
  }

  /** How many frames it has. */
  public int frames() {
    return left.length;
  }

  /**
   * Adds a sound. What would last beyond the loop's end is cut off there.
   *
   * @param sound its samples
   * @param frame where it begins
   * @param gain factor for its samples
   * @param pan where it comes from: -1 is left, 1 is right
   */
  public void add(float[] sound, int frame, float gain, float pan) {
    int count = Math.min(sound.length, left.length - frame);
    float toLeft = gain * Math.min(1, 1 - pan);
    float toRight = gain * Math.min(1, 1 + pan);
    for (int i = 0; i < count; i++) {
      left[frame + i] += toLeft * sound[i];
      right[frame + i] += toRight * sound[i];
    }
  }

  /** Multiplies each bar by the same curve, which has a factor for each frame of a bar. */
  public void multiply(float[] curve) {
    for (int i = 0; i < left.length; i++) {
      left[i] *= curve[i % Grid.BAR];
      right[i] *= curve[i % Grid.BAR];
    }
  }
}
