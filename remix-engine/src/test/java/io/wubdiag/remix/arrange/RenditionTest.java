package io.wubdiag.remix.arrange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wubdiag.remix.analysis.Analyser;
import io.wubdiag.remix.analysis.Beat;
import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.arrange.synth.Grid;
import io.wubdiag.remix.arrange.synth.Spectrum;
import io.wubdiag.remix.audio.DemoSong;
import io.wubdiag.remix.audio.Song;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Listens to remixes by measuring them. */
class RenditionTest {
  private static final DemoSong SONG = DemoSong.of(104, 46, 3).withVolume(0.8);

  @ParameterizedTest
  @CsvSource({
    "DUBSTEP, 75, BAND", "DUBSTEP, 127, NO_DRUMS", "DUBSTEP, 170, FOUR_ON_THE_FLOOR",
    "DUBSTEP, 150, WALTZ", "ELECTRO_HOUSE, 93, BAND", "ELECTRO_HOUSE, 120, STRINGS"
  })
  void hasATempoOfItsOwn(Style style, double tempo, DemoSong.Shape shape) throws IOException {
    DemoSong song = DemoSong.of(tempo, 60, 2).withShape(shape);

    SongAnalysis heard = Analyser.analyse(play(song, style), share -> {});

    assertThat(heard.tempo()).isCloseTo(Grid.TEMPO, within(0.5));
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  void strikesOnTheBeat(Style style) throws IOException {
    SongAnalysis heard = Analyser.analyse(play(SONG, style), share -> {});

    double beat = (double) Grid.BEAT / Song.SAMPLE_RATE;
    double[] errors =
        heard.beats().stream()
            .mapToDouble(Beat::start)
            .map(start -> Math.abs(start - beat * Math.rint(start / beat)))
            .sorted()
            .toArray();
    assertThat(errors.length).isGreaterThan(80);
    assertThat(errors[errors.length / 2]).isLessThan(0.015);
    assertThat(errors[errors.length * 9 / 10]).isLessThan(0.03);
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  void neverClips(Style style) throws IOException {
    for (double volume : new double[] {0.01, 0.3, 1.6}) {
      Recording remix = play(SONG.withVolume(volume), style);
      for (float sample : remix.left()) {
        assertThat(Math.abs(sample)).isLessThanOrEqualTo(Rendition.CEILING + 1e-5f);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  void dropsLouderThanItBegan(Style style) throws IOException {
    float[] remix = play(SONG, style).left();

    double introduction = Spectrum.rms(remix, 0, 8 * Grid.BAR);
    for (int bar = 8; bar < 24; bar++) {
      double level = Spectrum.rms(remix, bar * Grid.BAR, (bar + 1) * Grid.BAR);
      assertThat(level).isGreaterThan(1.1 * introduction).isBetween(0.1, 0.4);
    }
  }

  @Test
  void letsTheSongBeHeard() throws IOException {
    SongAnalysis analysis = Analyser.analyse(SONG.song(), share -> {});
    float[] alone = new float[16 * Grid.BAR];
    List<Cut> cuts =
        Arranger.arrange(analysis).stream().flatMap(passage -> passage.cuts().stream()).toList();
    new TimeStretch(SONG.song(), cuts).read(alone, new float[alone.length], alone.length);

    float[] remix = play(SONG, Style.DUBSTEP).left();

    assertThat(correlation(alone, remix, 0, 8 * Grid.BAR)).isGreaterThan(0.99);
    assertThat(correlation(alone, remix, 8 * Grid.BAR, 16 * Grid.BAR)).isBetween(0.25, 0.95);
  }

  @Test
  void ringsOutAtTheEnd() throws IOException {
    float[] remix = play(SONG, Style.DUBSTEP).left();

    int ending = remix.length - 2 * Grid.BAR;
    assertThat(Spectrum.rms(remix, ending, ending + Grid.BEAT)).isGreaterThan(0.01);
    assertThat(Spectrum.rms(remix, remix.length - Grid.BEAT, remix.length)).isLessThan(0.001);
  }

  @Test
  void isTheSameEachTime() throws IOException {
    assertThat(play(SONG, Style.DUBSTEP).left()).isEqualTo(play(SONG, Style.DUBSTEP).left());
  }

  @Test
  void differsBetweenStyles() throws IOException {
    assertThat(play(SONG, Style.DUBSTEP).left())
        .isNotEqualTo(play(SONG, Style.ELECTRO_HOUSE).left());
  }

  @Test
  void hasASongWithoutBeatsUnderItsDrums() throws IOException {
    Recording out = new Recording();

    play(new Rendition(new Recording(), KnownAnalysis.beatless(2), Style.DUBSTEP, out));

    assertThat(out.frames()).isEqualTo(26L * Grid.BAR);
    assertThat(Spectrum.rms(out.left(), 0, 8 * Grid.BAR)).isZero();
    assertThat(Spectrum.rms(out.left(), 8 * Grid.BAR, 9 * Grid.BAR)).isGreaterThan(0.05);
  }

  @Test
  void laysMoreOverALoudSong() {
    assertThat(Mixer.wubShare(-14)).isCloseTo(0.49, within(0.005));
    assertThat(Mixer.wubShare(-40)).isCloseTo(0.361, within(0.005));
    assertThat(Mixer.wubShare(-60)).isEqualTo(0.3);
    assertThat(Mixer.wubShare(Double.NEGATIVE_INFINITY)).isEqualTo(0.3);
    assertThat(Mixer.wubShare(200)).isCloseTo(0.8, within(0.01));
  }

  private static Recording play(DemoSong demo, Style style) throws IOException {
    Recording out = new Recording();
    try (Song song = demo.song()) {
      play(new Rendition(song, Analyser.analyse(song, share -> {}), style, out));
    }
    return out;
  }

  private static void play(Rendition rendition) throws IOException {
    for (Passage passage : rendition.passages()) {
      for (int bar = 0; bar < passage.bars(); bar++) {
        rendition.play(passage, bar);
      }
    }
    rendition.finish();
  }

  private static double correlation(float[] one, float[] other, int from, int to) {
    double product = 0;
    double ofOne = 0;
    double ofOther = 0;
    for (int i = from; i < to; i++) {
      product += one[i] * other[i];
      ofOne += one[i] * one[i];
      ofOther += other[i] * other[i];
    }
    return product / Math.sqrt(ofOne * ofOther);
  }
}
