package io.wubdiag.remix.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wubdiag.remix.audio.DemoSong;
import io.wubdiag.remix.audio.DemoSong.Shape;
import io.wubdiag.remix.audio.Song;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnalyserTest {
  @ParameterizedTest
  @ValueSource(doubles = {76, 90, 104.7, 120, 127.3, 140, 155.5, 172})
  void findsTempoKeyBarsAndEachBeat(double tempo) {
    DemoSong demo = DemoSong.of(tempo, 30, (long) tempo);
    SongAnalysis analysis = analyse(demo);

    assertThat(analysis.tempo()).isCloseTo(tempo, within(0.002 * tempo));
    assertThat(analysis.key()).isEqualTo(new Key(demo.tonic(), demo.minor()));
    assertThat(analysis.beatsPerBar()).isEqualTo(4);
    assertThat(analysis.firstDownbeat() % 4).isZero();
    assertThat(analysis.beats()).hasSizeGreaterThanOrEqualTo(demo.beats().size());
    for (int i = 0; i < demo.beats().size(); i++) {
      assertThat(analysis.beats().get(i).start()).isCloseTo(demo.beats().get(i), within(0.02));
    }
    assertThatItIsSound(analysis);
  }

  @ParameterizedTest
  @EnumSource(
      value = Shape.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"STRINGS"})
  void findsTheBeatsOfMusicOfAllKinds(Shape shape) {
    DemoSong demo = DemoSong.of(116, 30, 7).withShape(shape).withLead(0.3).withNoise(0.01);
    SongAnalysis analysis = analyse(demo);

    assertThat(analysis.tempo()).isCloseTo(116, within(0.25));
    assertThat(medianError(demo, analysis)).isLessThan(0.01);
    assertThatItIsSound(analysis);
  }

  @Test
  void findsThreeFourTime() {
    DemoSong demo = DemoSong.of(132, 40, 3).withShape(Shape.WALTZ);
    SongAnalysis analysis = analyse(demo);

    assertThat(analysis.beatsPerBar()).isEqualTo(3);
    assertThat(analysis.firstDownbeat()).isZero();
  }

  @Test
  void hearsAQuietSongLikeALoudOne() {
    DemoSong loud = DemoSong.of(98, 30, 5);
    SongAnalysis analysis = analyse(loud);
    SongAnalysis quiet = analyse(loud.withVolume(0.1));

    assertThat(quiet.tempo()).isCloseTo(98, within(0.2));
    assertThat(quiet.key()).isEqualTo(analysis.key());
    assertThat(quiet.loudness()).isCloseTo(analysis.loudness() - 20, within(0.5));
    assertThat(quiet.peaks().get(400)).isCloseTo(analysis.peaks().get(400) / 10, within(1e-4f));
  }

  @Test
  void beginsWithTheFirstSound() {
    SongAnalysis analysis = analyse(DemoSong.of(120, 30, 2).withLead(5.2));

    assertThat(analysis.beats().get(0).start()).isCloseTo(5.2, within(0.02));
  }

  @Test
  void givesTheSameAnswerAgain() {
    DemoSong demo = DemoSong.of(133.3, 25, 8);
    assertThat(analyse(demo)).isEqualTo(analyse(demo));
  }

  @Test
  void tellsHowFarItIs() {
    List<Double> shares = new ArrayList<>();
    try (Song song = DemoSong.of(120, 20, 1).song()) {
      Analyser.analyse(song, shares::add);
    }
    assertThat(shares).isSorted().hasSizeGreaterThan(10).endsWith(1.0);
    assertThat(shares.get(0)).isPositive();
  }

  @Test
  void findsNoBeatsInSilence() {
    SongAnalysis analysis = analyseSeconds(10, frame -> 0);

    assertThat(analysis.beats()).isEmpty();
    assertThat(analysis.sections()).isEmpty();
    assertThat(analysis.tempo()).isPositive();
    assertThat(analysis.loudness()).isEqualTo(Loudness.SILENCE);
    assertThat(analysis.peaks()).hasSize(SongAnalysis.PEAKS).containsOnly(0f);
  }

  @Test
  void findsNoBeatsInNoise() {
    assertThatItIsSound(analyseSeconds(20, AnalyserTest::noise));
    assertThat(analyseSeconds(20, AnalyserTest::noise).beats()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 511, 512, 513, 1024, 44_100, 88_200})
  void answersHoweverShortTheSongIs(long frames) {
    assertThatItIsSound(analyse(frames, AnalyserTest::noise));
    assertThatItIsSound(analyse(frames, frame -> frame == frames / 2 ? 32_767 : 0));
    assertThatItIsSound(analyse(frames, frame -> 32_767));
  }

  @Test
  void answersToAnythingNotFinite() {
    try (Song song =
        song(
            200_000,
            frame -> frame % 1000 == 7 ? Float.NaN : frame % 777 == 3 ? Float.MAX_VALUE : 0)) {
      assertThatItIsSound(Analyser.analyse(song, share -> {}));
    }
  }

  private static long noise(long frame) {
    return (short) new SplittableRandom(frame).nextLong();
  }

  /** What arranging counts on, of whatever song. */
  private static void assertThatItIsSound(SongAnalysis analysis) {
    assertThat(analysis.tempo()).isBetween(50.0, 220.0);
    assertThat(analysis.loudness()).isBetween(Loudness.SILENCE, 10.0);
    assertThat(analysis.peaks()).hasSize(SongAnalysis.PEAKS);
    assertThat(analysis.peaks()).allMatch(peak -> peak >= 0 && peak <= 1);
    double end = 0;
    for (Beat beat : analysis.beats()) {
      assertThat(beat.start()).isGreaterThanOrEqualTo(end - 1e-9);
      assertThat(beat.duration()).isBetween(0.05, 3.0);
      assertThat(beat.loudness()).isBetween(Loudness.SILENCE, 10.0);
      assertThat(beat.pitchClass()).isBetween(0, 11);
      end = beat.start() + beat.duration();
    }
    assertThat(end).isLessThanOrEqualTo(analysis.seconds() + 1e-9);
    int next = 0;
    for (Section section : analysis.sections()) {
      assertThat(section.firstBeat()).isEqualTo(next);
      assertThat(section.beatCount()).isPositive();
      next += section.beatCount();
    }
    assertThat(next).isEqualTo(analysis.beats().size());
    assertThat(analysis.firstDownbeat()).isBetween(0, analysis.beatsPerBar() - 1);
  }

  private static double medianError(DemoSong demo, SongAnalysis analysis) {
    return analysis.beats().stream()
        .mapToDouble(
            beat ->
                demo.beats().stream()
                    .mapToDouble(time -> Math.abs(time - beat.start()))
                    .min()
                    .orElseThrow())
        .sorted()
        .skip(analysis.beats().size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private static SongAnalysis analyse(DemoSong demo) {
    try (Song song = demo.song()) {
      return Analyser.analyse(song, share -> {});
    }
  }

  private static SongAnalysis analyseSeconds(int seconds, LongUnaryOperator sample) {
    return analyse((long) seconds * Song.SAMPLE_RATE, sample);
  }

  private static SongAnalysis analyse(long frames, LongUnaryOperator sample) {
    try (Song song = song(frames, frame -> sample.applyAsLong(frame) / 32_768f)) {
      return Analyser.analyse(song, share -> {});
    }
  }

  private interface Samples {
    float at(long frame);
  }

  private static Song song(long frames, Samples samples) {
    return new Song() {
      @Override
      public long frames() {
        return frames;
      }

      @Override
      public void read(long first, float[] left, float[] right, int count) {
        for (int i = 0; i < count; i++) {
          long frame = first + i;
          left[i] = frame >= 0 && frame < frames ? samples.at(frame) : 0;
          right[i] = left[i];
        }
      }

      @Override
      public void close() {}
    };
  }
}
