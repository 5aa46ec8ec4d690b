package io.wubdiag.remix.arrange;

import io.wubdiag.remix.arrange.synth.Drums;
import io.wubdiag.remix.arrange.synth.Grid;
import io.wubdiag.remix.arrange.synth.StereoLoop;
import io.wubdiag.remix.arrange.synth.WobbleBass;
import java.util.Arrays;

/**
 * What a style lays over a song, rendered for one remix. The bass goes where the song's beats go:
 * two bars on the tonic, one on its third, one on its sixth.
 *
 * <p>Figures have a character for each sixteenth of a bar: in those of drums an x is a stroke,
 * those of the bass are for {@link WobbleBass#play}.
 *
 * @param wub a loop of the wobbling bass with drums
 * @param breakdown a loop of another figure of the bass with drums and hats
 * @param splash a cymbal
 * @param duck what the song's level, and the bass's, is multiplied by in each frame of a bar, so
 *     that it makes way for the drums
 */
record Kit(StereoLoop wub, StereoLoop breakdown, float[] splash, float[] duck) {
  /** How far above the tonic the bass is, in semitones, in each bar of a loop. */
  private static final int[] ROOTS = {0, 0, 3, -3};

  /** How long the song takes to come back after a stroke, in frames. */
  private static final int RECOVERY = 3 * Grid.SIXTEENTH;

  /**
   * Renders what a style needs, which takes some tens of milliseconds.
   *
   * @param tonic the pitch class of the bass: 0 is C, 11 is B
   */
  static Kit of(Style style, int tonic) {
    double hz = WobbleBass.tonic(tonic);
    return switch (style) {
      case DUBSTEP -> dubstep(hz);
      case ELECTRO_HOUSE -> electroHouse(hz);
    };
  }

  /**
   * Drums at half time, the snare on the third beat; a bass that changes its pace. All beats are
   * ticked, so that the tempo is heard to be 140, not 70.
   */
  private static Kit dubstep(double tonic) {
    WobbleBass bass = new WobbleBass(110, 5.5, 3, 3, 0.35f, 0.3f);
    StereoLoop wub = new StereoLoop(ROOTS.length);
    bass(wub, bass, tonic, "2-------2---3---", "2---2---4---3---");
    StereoLoop breakdown = new StereoLoop(ROOTS.length);
    bass(breakdown, bass, tonic, "1--1--1-..1-4---", "3-----..1-1-6---");

    String kicks = "x.........x.....";
    String snares = "........x.......";
    float[] duck = duck(0.5f, kicks, snares);
    for (StereoLoop loop : new StereoLoop[] {wub, breakdown}) {
      loop.multiply(duck);
      strokes(loop, Drums.kick(), 0.9f, 0, kicks);
      strokes(loop, Drums.snare(), 0.8f, 0, snares);
      strokes(loop, Drums.kick(), 0.4f, 0, "....x.......x...");
      strokes(loop, Drums.hat(0.1), 0.6f, 0.3f, "x...x...x...x...");
    }
    strokes(breakdown, Drums.hat(0.06), 0.3f, -0.3f, "..x...x...x...xx");
    return new Kit(wub, breakdown, Drums.splash(), duck);
  }

  /** A kick on each beat, the bass and an open hat between them; a song that pumps. */
  private static Kit electroHouse(double tonic) {
    WobbleBass bass = new WobbleBass(150, 5, 2.5, 2.5f, 0.35f, 0.3f);
    StereoLoop wub = new StereoLoop(ROOTS.length);
    bass(wub, bass, tonic, ".1--.1--.1--.1--", ".1--.1--.1--2-1-");
    StereoLoop breakdown = new StereoLoop(ROOTS.length);
    bass(breakdown, bass, tonic, ".111.111.111.111", ".111.111.111.3--");

    String kicks = "x...x...x...x...";
    float[] duck = duck(0.3f, kicks);
    for (StereoLoop loop : new StereoLoop[] {wub, breakdown}) {
      loop.multiply(duck);
      strokes(loop, Drums.kick(), 0.9f, 0, kicks);
      strokes(loop, Drums.snare(), 0.5f, 0, "....x.......x...");
    }
    strokes(breakdown, Drums.hat(0.2), 0.4f, 0.3f, "..x...x...x...x.");
    return new Kit(wub, breakdown, Drums.splash(), duck);
  }

  /** Two figures of the bass in turn, each a bar. */
  private static void bass(
      StereoLoop loop, WobbleBass bass, double tonic, String odd, String even) {
    for (int bar = 0; bar < ROOTS.length; bar++) {
      double hz = tonic * StrictMath.pow(2, ROOTS[bar] / 12.0);
      bass.play(bar % 2 == 0 ? odd : even, hz, loop, bar * Grid.BAR);
    }
  }

  private static void strokes(
      StereoLoop loop, float[] sound, float gain, float pan, String figure) {
    for (int bar = 0; bar < ROOTS.length; bar++) {
      for (int i = 0; i < figure.length(); i++) {
        if (figure.charAt(i) == 'x') {
          loop.add(sound, bar * Grid.BAR + i * Grid.SIXTEENTH, gain, pan);
        }
      }
    }
  }

  private static float[] duck(float depth, String... figures) {
    float[] duck = new float[Grid.BAR];
    Arrays.fill(duck, 1);
    for (String figure : figures) {
      for (int i = figure.indexOf('x'); i >= 0; i = figure.indexOf('x', i + 1)) {
        int from = i * Grid.SIXTEENTH;
        for (int frame = 0; frame < RECOVERY && from + frame < duck.length; frame++) {
          float gain = depth + (1 - depth) * frame / RECOVERY;
          duck[from + frame] = Math.min(duck[from + frame], gain);
        }
      }
    }
    return duck;
  }
}
