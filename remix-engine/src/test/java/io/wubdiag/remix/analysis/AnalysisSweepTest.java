package io.wubdiag.remix.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.remix.audio.DemoSong;
import io.wubdiag.remix.audio.DemoSong.Part;
import io.wubdiag.remix.audio.DemoSong.PartKind;
import io.wubdiag.remix.audio.DemoSong.Shape;
import io.wubdiag.remix.audio.Song;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Many songs of all tempi from 70 to 180 beats per minute, and how many of them are read right. A
 * wrong octave is wrong. The long sweep, of 400 songs, prints a line for each kind of music:
 *
 * <pre>
 * mvn -pl agent,cli,remix-engine test -Dtest=AnalysisSweepTest -Dremix.sweep=long \
 *     -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class AnalysisSweepTest {
  private static final boolean LONG = "long".equals(System.getProperty("remix.sweep"));

  /** How many songs of one kind there were, and of how many what was right. */
  private static final class Tally {
    private int songs;
    private int tempo;
    private int exactTempo;
    private int everyBeat;
    private int key;
    private int downbeat;
    private int parts;
    private int partsFound;
    private final List<Double> errors = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    void add(DemoSong demo, SongAnalysis analysis) {
      songs++;
      double off = Math.abs(analysis.tempo() / demo.tempo() - 1);
      key += analysis.key().equals(new Key(demo.tonic(), demo.minor())) ? 1 : 0;
      if (off > 0.01) {
        wrong.add(String.format(Locale.ROOT, "%.1f as %.1f", demo.tempo(), analysis.tempo()));
        return;
      }
      tempo++;
      exactTempo += off <= 0.002 ? 1 : 0;
      List<Double> starts = analysis.beats().stream().map(Beat::start).toList();
      everyBeat += allIn(demo.beats(), starts, 0.045) ? 1 : 0;
      starts.forEach(start -> errors.add(distance(start, demo.beats())));
      double firstDownbeat = starts.get(analysis.firstDownbeat());
      boolean sameMetre = analysis.beatsPerBar() == demo.beatsPerBar();
      downbeat += sameMetre && distance(firstDownbeat, demo.downbeats()) < 0.05 ? 1 : 0;
      List<Double> sections =
          analysis.sections().stream().map(section -> starts.get(section.firstBeat())).toList();
      for (Part part : demo.parts()) {
        if (part.kind() != PartKind.INTRO && part.bars() >= 4) {
          parts++;
          double start = demo.downbeats().get(part.firstBar());
          partsFound += distance(start, sections) < 0.05 ? 1 : 0;
        }
      }
    }

    private static boolean allIn(List<Double> some, List<Double> all, double within) {
      return some.stream().allMatch(one -> distance(one, all) < within);
    }

    private static double distance(double one, List<Double> others) {
      return others.stream().mapToDouble(other -> Math.abs(other - one)).min().orElse(99);
    }

    double medianError() {
      return errors.isEmpty() ? 0 : errors.stream().sorted().toList().get(errors.size() / 2);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%3d songs: tempo within 1 %% %3d, within 0.2 %% %3d; every beat %3d, median error %4.1f ms;"
              + " downbeat %3d; key %3d; parts %d of %d; wrong %s",
          songs,
          tempo,
          exactTempo,
          everyBeat,
          1000 * medianError(),
          downbeat,
          key,
          partsFound,
          parts,
          wrong);
    }
  }

  private static Tally sweep(Shape shape, double step, double seconds) {
    Tally tally = new Tally();
    long seed = 100L * (shape.ordinal() + 1);
    for (double tempo = 70; tempo <= 180; tempo += step) {
      DemoSong demo =
          DemoSong.of(tempo, seconds, ++seed)
              .withShape(shape)
              .withNoise(seed % 4 == 0 ? 0.01 : 0)
              .withVolume(seed % 7 == 0 ? 0.1 : 1)
              .withLead(seed % 5 == 0 ? 0.37 : 0);
      try (Song song = demo.song()) {
        tally.add(demo, Analyser.analyse(song, share -> {}));
      }
    }
    return tally;
  }

  @Test
  void readsSongsOfAllTempi() {
    Tally tally = sweep(Shape.BAND, 2.7, LONG ? 60 : 25);

    assertThat(tally.songs).isGreaterThanOrEqualTo(40);
    assertThat(tally.tempo).as(tally.toString()).isEqualTo(tally.songs);
    assertThat(tally.exactTempo).as(tally.toString()).isEqualTo(tally.songs);
    assertThat(tally.everyBeat).as(tally.toString()).isEqualTo(tally.songs);
    assertThat(tally.key).as(tally.toString()).isGreaterThanOrEqualTo(tally.songs - 1);
    assertThat(tally.downbeat).as(tally.toString()).isGreaterThanOrEqualTo(tally.songs - 1);
    assertThat(tally.medianError()).isLessThan(0.005);
  }

  @Test
  void readsMostSongsOfAllKinds() {
    int songs = 0;
    int right = 0;
    List<String> lines = new ArrayList<>();
    for (Shape shape : Shape.values()) {
      Tally tally = sweep(shape, LONG ? 2.75 : 18.3, LONG ? 60 : 25);
      songs += tally.songs;
      right += tally.tempo;
      lines.add(String.format("%-18s %s", shape, tally));
    }
    if (LONG) {
      System.out.println(String.join(System.lineSeparator(), lines));
    }
    assertThat(right).as(String.join("\n", lines)).isGreaterThanOrEqualTo(songs * 95 / 100);
  }

  @Test
  void findsWhereMostPartsBegin() {
    Tally tally = new Tally();
    for (double tempo : new double[] {84, 113.5, 148}) {
      DemoSong demo = DemoSong.of(tempo, 100, (long) tempo);
      try (Song song = demo.song()) {
        tally.add(demo, Analyser.analyse(song, share -> {}));
      }
    }
    assertThat(tally.partsFound).as(tally.toString()).isGreaterThanOrEqualTo(tally.parts * 3 / 4);
  }
}
