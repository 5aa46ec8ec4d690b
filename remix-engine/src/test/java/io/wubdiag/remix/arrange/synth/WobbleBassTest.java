package io.wubdiag.remix.arrange.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WobbleBassTest {
  private static final WobbleBass BASS = new WobbleBass(110, 5.5, 3, 3, 0.35f, 0.3f);

  @Test
  void knowsEachTonic() {
    assertThat(WobbleBass.tonic(4)).isCloseTo(41.2, within(0.01));
    assertThat(WobbleBass.tonic(9)).isCloseTo(55, within(1e-9));
    assertThat(WobbleBass.tonic(3)).isCloseTo(77.78, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 9, 11})
  void playsTheTonicAndItsHarmonics(int pitchClass) {
    double tonic = WobbleBass.tonic(pitchClass);
    StereoLoop loop = bar("4---------------", tonic);

    double strongest = Spectrum.strongest(loop.left(), 0, Grid.BAR, 30, 2000, 0.5);

    double harmonic = strongest / tonic;
    assertThat(harmonic).isCloseTo(Math.rint(harmonic), within(0.03));
    assertThat(Math.rint(harmonic)).isIn(1.0, 2.0, 4.0);
    assertThat(Spectrum.amplitude(loop.left(), 0, Grid.BAR, tonic)).isGreaterThan(0.05);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 6})
  void wobblesInTimeWithTheBeat(int wobbles) {
    StereoLoop loop =
        bar(wobbles + "---" + wobbles + "---" + wobbles + "---" + wobbles + "---", 55);

    // What is above 4 kHz is heard when the filter is open, once in a cycle of the LFO.
    float[] strength = strengthAbove(loop.left(), 4000);

    double beatsPerSecond = Grid.TEMPO / 60.0;
    double rate = Spectrum.strongest(strength, 0, Grid.BAR, 1.5, 20, 0.05);
    assertThat(rate / beatsPerSecond).isCloseTo(wobbles, within(0.1));
  }

  @Test
  void restsWhereTheFigureHasDots() {
    StereoLoop loop = bar("1--.............", 55);

    assertThat(Spectrum.rms(loop.left(), 0, 3 * Grid.SIXTEENTH)).isGreaterThan(0.05);
    assertThat(Spectrum.rms(loop.left(), 3 * Grid.SIXTEENTH, Grid.BAR)).isZero();
  }

  @Test
  void beginsAndEndsWithoutAClick() {
    StereoLoop loop = bar("1---....1---....", 55);

    float[] left = loop.left();
    for (int sixteenth : new int[] {0, 4, 8, 12}) {
      int edge = sixteenth * Grid.SIXTEENTH;
      for (int i = Math.max(1, edge - 3); i < edge + 3; i++) {
        assertThat(left[i] - left[i - 1]).isBetween(-0.01f, 0.01f);
      }
    }
  }

  @Test
  void differsBetweenTheEars() {
    StereoLoop loop = bar("2---------------", 55);

    assertThat(loop.left()).isNotEqualTo(loop.right());
  }

  private static StereoLoop bar(String figure, double hz) {
    StereoLoop loop = new StereoLoop(1);
    BASS.play(figure, hz, loop, 0);
    return loop;
  }

  private static float[] strengthAbove(float[] sound, double hz) {
    StateVariableFilter high = new StateVariableFilter(hz, 0.7);
    StateVariableFilter smooth = new StateVariableFilter(30, 0.7);
    float[] strength = new float[sound.length];
    double mean = 0;
    for (int i = 0; i < sound.length; i++) {
      strength[i] = smooth.low(Math.abs(high.high(sound[i])));
      mean += strength[i] / sound.length;
    }
    for (int i = 0; i < sound.length; i++) {
      strength[i] -= (float) mean;
    }
    return strength;
  }
}
