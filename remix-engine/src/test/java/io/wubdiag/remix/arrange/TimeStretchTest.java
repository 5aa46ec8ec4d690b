package io.wubdiag.remix.arrange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wubdiag.remix.arrange.synth.Grid;
import io.wubdiag.remix.arrange.synth.Spectrum;
import io.wubdiag.remix.audio.Song;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeStretchTest {
  private static final int BEATS = 16;

  @ParameterizedTest
  @ValueSource(doubles = {0.4, 0.7, 0.93, 1, 1.3, 2, 2.5})
  void keepsThePitchAndStrengthOfASine(double speed) {
    float[] out = stretch(sine(440), speed);

    int from = Grid.BEAT;
    double hz = Spectrum.strongest(out, from, out.length, 438, 442, 0.02);
    assertThat(1200 * Math.log(hz / 440) / Math.log(2)).isCloseTo(0, within(1.0));
    for (int at = from; at + 2205 < out.length; at += 2205) {
      assertThat(Spectrum.rms(out, at, at + 2205)).isCloseTo(0.5 / Math.sqrt(2), within(0.03));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.4, 0.7, 1.3, 2.5})
  void makesNoClicks(double speed) {
    float[] out = stretch(sine(220), speed);

    double steepest = 0.5 * 2 * Math.PI * 220 / Song.SAMPLE_RATE;
    for (int i = 1; i < out.length; i++) {
      assertThat(Math.abs(out[i] - out[i - 1])).isLessThan((float) (1.5 * steepest));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.4, 0.64, 0.78, 1, 1.29, 2, 2.5})
  void strikesOnTheGrid(double speed) {
    int beat = (int) (Grid.BEAT * speed);
    float[] clicks = new float[(BEATS + 1) * beat];
    for (int i = 0; i <= BEATS; i++) {
      for (int j = 0; j < 60 && i * beat + j < clicks.length; j++) {
        clicks[i * beat + j] = (j % 2 == 0 ? 0.9f : -0.9f) * (60 - j) / 60;
      }
    }

    float[] out = stretch(Recording.of(clicks), speed);

    for (int i = 1; i < BEATS; i++) {
      int from = i * Grid.BEAT;
      int first = from - TimeStretch.NEAR - 200;
      while (Math.abs(out[first]) < 0.3) {
        first++;
      }
      assertThat(first - from).isBetween(-TimeStretch.NEAR - 2, TimeStretch.NEAR + 2);
    }
  }

  @Test
  void leavesAloneWhatHasItsSpeed() {
    Recording song = sine(313);

    float[] out = stretch(song, 1);

    float[] in = song.left();
    for (int i = 100; i < out.length; i++) {
      assertThat(out[i]).isCloseTo(in[i], within(1e-4f));
    }
  }

  @Test
  void joinsPartsThatAreNoNeighboursWithoutAClick() {
    Recording song = sine(220);
    List<Cut> cuts = List.of(cut(3.1, 0.5), cut(0.7003, 0.5), cut(2.2, 0.5), cut(2.2, 0.5));

    float[] out = read(new TimeStretch(song, cuts), 4 * Grid.BEAT);

    double steepest = 0.5 * 2 * Math.PI * 220 / Song.SAMPLE_RATE;
    for (int i = 1; i < out.length; i++) {
      assertThat(Math.abs(out[i] - out[i - 1])).isLessThan((float) (1.5 * steepest));
    }
  }

  @Test
  void playsSilenceAfterTheLastCutAndOutsideTheSong() {
    float[] out =
        read(new TimeStretch(sine(220), List.of(cut(1, 0.4), cut(90, 0.4))), 4 * Grid.BEAT);

    assertThat(Spectrum.rms(out, 0, Grid.BEAT / 2)).isGreaterThan(0.3);
    assertThat(Spectrum.rms(out, Grid.BEAT + TimeStretch.HOP, out.length)).isZero();
    assertThat(read(new TimeStretch(sine(220), List.of()), 500)).containsOnly(0);
  }

  @Test
  void playsACutOfAnyLength() {
    List<Cut> cuts = List.of(cut(0, 0), cut(0.5, 1e-3), cut(0, 5));

    float[] out = read(new TimeStretch(sine(220), cuts), 3 * Grid.BEAT);

    for (int at = 1000; at + 2205 < out.length - TimeStretch.HOP; at += 2205) {
      assertThat(Spectrum.rms(out, at, at + 2205)).isGreaterThan(0.2);
    }
  }

  @Test
  void givesTheSameInPiecesOfAnySize() {
    List<Cut> cuts = Collections.nCopies(4, cut(1, 0.61));
    float[] whole = read(new TimeStretch(sine(220), cuts), 4 * Grid.BEAT);

    TimeStretch stretch = new TimeStretch(sine(220), cuts);
    List<Float> pieces = new ArrayList<>();
    for (int size = 1; pieces.size() < whole.length; size = size * 3 % 1009) {
      for (float sample : read(stretch, Math.min(size, whole.length - pieces.size()))) {
        pieces.add(sample);
      }
    }

    for (int i = 0; i < whole.length; i++) {
      assertThat(pieces.get(i)).isEqualTo(whole[i]);
    }
  }

  private static Cut cut(double start, double duration) {
    return new Cut(start, duration, 4);
  }

  /** Beats that follow one another, each to take a beat of the remix. */
  private static float[] stretch(Song song, double speed) {
    double duration = speed * Grid.BEAT / Song.SAMPLE_RATE;
    List<Cut> cuts = new ArrayList<>();
    for (int i = 0; i < BEATS; i++) {
      cuts.add(cut(i * duration, duration));
    }
    // The last hop is faded out.
    return read(new TimeStretch(song, cuts), BEATS * Grid.BEAT - TimeStretch.HOP);
  }

  private static float[] read(TimeStretch stretch, int frames) {
    float[] left = new float[frames];
    stretch.read(left, new float[frames], frames);
    return left;
  }

  private static Recording sine(double hz) {
    float[] sine = new float[20 * Song.SAMPLE_RATE];
    for (int i = 0; i < sine.length; i++) {
      sine[i] = (float) (0.5 * Math.sin(2 * Math.PI * hz * i / Song.SAMPLE_RATE));
    }
    return Recording.of(sine);
  }
}
