package io.wubdiag.remix.arrange;

import io.wubdiag.remix.arrange.synth.Grid;
import io.wubdiag.remix.arrange.synth.StereoLoop;

/** Lays a kit's sounds over the song, bar by bar. */
final class Mixer {
  /** The level that songs are brought to, in dB relative to full scale (RMS). */
  private static final double LEVEL = -14;

  /** A quiet song is made louder by at most so much, in dB. */
  private static final double MOST_GAIN = 18;

  /** Makes up for both being turned down to be mixed. */
  private static final float MASTER = 1.8f;

  private static final float SPLASH = 0.6f;

  private final Kit kit;
  private final float songGain;
  private final float kitGain;

  /** Where the splash is that is sounding. */
  private int splashed;

  Mixer(Kit kit, double loudness) {
    this.kit = kit;
    splashed = kit.splash().length;
    double wub = wubShare(loudness);
    double gain = Math.min(MOST_GAIN, LEVEL - loudness);
    songGain = (float) (MASTER * (1 - wub) * StrictMath.pow(10, gain / 20));
    kitGain = (float) (MASTER * wub);
  }

  /**
   * How much of the mix is the kit's, from 0.3 to 0.8; the rest is the song's.
   *
   * @param loudness the song's, in dB relative to full scale
   */
  static double wubShare(double loudness) {
    double audible = Math.max(-120, loudness); // Silence has -infinity.
    return Math.max(0.3, Math.min(0.8, (audible + 77.33) / (audible + 143.33)));
  }

  /**
   * Mixes a bar.
   *
   * @param left the song's left channel, replaced by the mix
   * @param right the song's right channel, likewise
   * @param backing what is laid over it
   * @param bar which bar of the passage it is, from 0
   */
  void mix(float[] left, float[] right, Backing backing, int bar) {
    boolean drums = backing == Backing.WUB || backing == Backing.BREAK;
    for (int i = 0; i < Grid.BAR; i++) {
      float gain = drums ? songGain * kit.duck()[i] : songGain;
      left[i] *= gain;
      right[i] *= gain;
    }
    if (drums) {
      StereoLoop loop = backing == Backing.WUB ? kit.wub() : kit.breakdown();
      int from = bar * Grid.BAR % loop.frames();
      add(loop.left(), from, left, kitGain, Grid.BAR);
      add(loop.right(), from, right, kitGain, Grid.BAR);
    }
    if (bar == 0 && (backing == Backing.WUB || backing == Backing.SPLASH)) {
      splashed = 0;
    }
    int ringing = Math.min(Grid.BAR, kit.splash().length - splashed);
    add(kit.splash(), splashed, left, SPLASH * kitGain, ringing);
    add(kit.splash(), splashed, right, SPLASH * kitGain, ringing);
    splashed += ringing;
  }

  private static void add(float[] from, int at, float[] to, float gain, int count) {
    for (int i = 0; i < count; i++) {
      to[i] += gain * from[at + i];
    }
  }
}
