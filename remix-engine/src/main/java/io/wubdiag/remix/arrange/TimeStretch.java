package io.wubdiag.remix.arrange;

import io.wubdiag.remix.arrange.synth.Grid;
import io.wubdiag.remix.audio.Song;
import java.util.Arrays;
import java.util.List;

/**
 * Plays parts of a song one after the other, each at the speed at which it takes the time that it
 * is given, and at its own pitch: WSOLA (Verhelst and Roelands, "An overlap-add technique based on
 * waveform similarity (WSOLA) for high quality time-scale modification of speech", ICASSP 1993).
 *
 * <p>The sound is put together of windowed grains that overlap by half. Where a grain is taken from
 * is moved by some milliseconds, to where it goes on best from the grain before. Grains lie on the
 * remix's grid, so that one is centred on the beginning of each cut: what is struck there is heard
 * there, within {@link #NEAR} frames. The same overlap joins parts that were not neighbours in the
 * song, without a click.
 *
 * <p>Speed is kept from {@link #SLOWEST} to {@link #FASTEST}. A cut that is too long for that is
 * left before its end, one that is too short is left after it.
 */
final class TimeStretch {
  /** The lowest speed, as song time per remix time. */
  static final double SLOWEST = 0.4;

  /** The highest speed, as song time per remix time. */
  static final double FASTEST = 2.5;

  /** From one grain to the next, in frames: 21 ms, a fifth of a sixteenth. */
  static final int HOP = Grid.SIXTEENTH / 5;

  /** How far a grain may be moved, in frames: 12 ms, so as to match down to 43 Hz. */
  private static final int FAR = 34 * Similarity.COARSE;

  /**
   * How far the first grain of a cut may be moved, in frames: 3 ms, which no ear takes for a delay.
   */
  static final int NEAR = 8 * Similarity.COARSE;

  /** The very beginning is faded in over so many frames. */
  private static final int FADE = 88;

  private static final float[] RISING = rising();

  private final Song song;
  private final List<Cut> cuts;

  /** The cut and the grain of it that are next. */
  private int cut;

  private int grain;

  /** The second half of the grain before: what the next has to go on from. */
  private final float[] restLeft = new float[HOP];

  private final float[] restRight = new float[HOP];

  /** A hop of finished sound, and how much of it has been read. */
  private final float[] hopLeft = new float[HOP];

  private final float[] hopRight = new float[HOP];
  private int read = HOP;

  private final float[] areaLeft = new float[2 * (HOP + FAR)];
  private final float[] areaRight = new float[2 * (HOP + FAR)];
  private final Similarity similarity = new Similarity(HOP, FAR);

  /**
   * @param cuts what to play; after that, there is silence
   */
  TimeStretch(Song song, List<Cut> cuts) {
    this.song = song;
    this.cuts = List.copyOf(cuts);
    takeFirstGrain();
  }

  /** Gives the next frames. */
  void read(float[] left, float[] right, int count) {
    int done = 0;
    while (done < count) {
      if (read == HOP) {
        makeHop();
        read = 0;
      }
      int here = Math.min(count - done, HOP - read);
      System.arraycopy(hopLeft, read, left, done, here);
      System.arraycopy(hopRight, read, right, done, here);
      read += here;
      done += here;
    }
  }

  /** Only its second half is heard, since it is centred on where the remix begins. */
  private void takeFirstGrain() {
    if (cut < cuts.size()) {
      song.read(nextCentre(), restLeft, restRight, HOP);
      for (int i = 0; i < FADE; i++) {
        restLeft[i] *= (float) i / FADE;
        restRight[i] *= (float) i / FADE;
      }
      advance();
    }
  }

  /** Fades from the grain before to the next. */
  private void makeHop() {
    int place = 0;
    if (cut < cuts.size()) {
      int radius = grain == 0 ? NEAR : FAR;
      song.read(nextCentre() - HOP - radius, areaLeft, areaRight, 2 * (HOP + radius));
      place = similarity.find(restLeft, restRight, areaLeft, areaRight, radius);
      advance();
    } else {
      Arrays.fill(areaLeft, 0);
      Arrays.fill(areaRight, 0);
    }
    crossfade(restLeft, areaLeft, place, hopLeft);
    crossfade(restRight, areaRight, place, hopRight);
    System.arraycopy(areaLeft, place + HOP, restLeft, 0, HOP);
    System.arraycopy(areaRight, place + HOP, restRight, 0, HOP);
  }

  private static void crossfade(float[] from, float[] to, int place, float[] out) {
    for (int i = 0; i < HOP; i++) {
      out[i] = from[i] + RISING[i] * (to[place + i] - from[i]);
    }
  }

  /** The frame of the song that is amid the next grain, if that is not moved. */
  private long nextCentre() {
    Cut now = cuts.get(cut);
    double remixed = (double) now.sixteenths() * Grid.SIXTEENTH / Song.SAMPLE_RATE;
    double speed = Math.max(SLOWEST, Math.min(FASTEST, now.duration() / remixed));
    return Math.round(now.start() * Song.SAMPLE_RATE + grain * HOP * speed);
  }

  private void advance() {
    grain++;
    if (grain * HOP == cuts.get(cut).sixteenths() * Grid.SIXTEENTH) {
      grain = 0;
      cut++;
    }
  }

  /** Half a Hann window: with its mirror image it adds up to 1. */
  private static float[] rising() {
    float[] rising = new float[HOP];
    for (int i = 0; i < HOP; i++) {
      rising[i] = (float) (0.5 - 0.5 * StrictMath.cos(StrictMath.PI * i / HOP));
    }
    return rising;
  }
}
