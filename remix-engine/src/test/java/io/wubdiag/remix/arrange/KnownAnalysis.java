package io.wubdiag.remix.arrange;

import io.wubdiag.remix.analysis.Beat;
import io.wubdiag.remix.analysis.Key;
import io.wubdiag.remix.analysis.Section;
import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.audio.DemoSong;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Analyses without a song to analyse: of which all is known, or nothing is found. */
final class KnownAnalysis {
  static final double LOUDNESS = -14;

  private static final List<Float> PEAKS = Collections.nCopies(SongAnalysis.PEAKS, 0.5f);

  private KnownAnalysis() {}

  /** What a perfect analysis would find, but for the pitch classes, which go round. */
  static SongAnalysis of(DemoSong song) {
    List<Section> sections = new ArrayList<>();
    for (DemoSong.Part part : song.parts()) {
      int metre = song.beatsPerBar();
      sections.add(new Section(part.firstBar() * metre, part.bars() * metre, LOUDNESS));
    }
    int beatCount = song.beats().size();
    List<Beat> beats = beats(song.tempo(), song.lead(), beatCount, song.tonic());
    return analysis(
        song.seconds(), song.tempo(), song.beatsPerBar(), song.tonic(), beats, sections);
  }

  /** The analysis of a song of so many sections, of 16 beats each, at 120 beats per minute. */
  static SongAnalysis ofSections(int count) {
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sections.add(new Section(16 * i, 16, LOUDNESS));
    }
    return analysis(8.0 * count, 120, 4, 0, beats(120, 0, 16 * count, 0), sections);
  }

  /** The analysis of a song without beats. */
  static SongAnalysis beatless(double seconds) {
    return analysis(seconds, 120, 4, 9, List.of(), List.of());
  }

  private static List<Beat> beats(double tempo, double lead, int count, int tonic) {
    List<Beat> beats = new ArrayList<>();
    double duration = 60 / tempo;
    for (int i = 0; i < count; i++) {
      beats.add(new Beat(lead + i * duration, duration, LOUDNESS, (tonic + 3 * (i / 4)) % 12));
    }
    return beats;
  }

  private static SongAnalysis analysis(
      double seconds,
      double tempo,
      int metre,
      int tonic,
      List<Beat> beats,
      List<Section> sections) {
    Key key = new Key(tonic, false);
    return new SongAnalysis(seconds, tempo, metre, 0, key, LOUDNESS, beats, sections, PEAKS);
  }
}
