package io.wubdiag.remix.arrange;

import io.wubdiag.remix.analysis.Beat;
import io.wubdiag.remix.analysis.Section;
import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.arrange.synth.Grid;
import io.wubdiag.remix.audio.Song;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Decides which parts of a song are heard when in its remix. */
final class Arranger {
  /** As many beats of the song are heard at the beginning; a song of fewer is cut into as many. */
  static final int FEWEST_BEATS = 16;

  /** Bars of the introduction, and of each half of a section. */
  static final int HALF = 8;

  /** The bars in which the last splash rings out. */
  static final int ENDING = 2;

  /** The most sections that are told apart: a remix is at most ten minutes long. */
  static final int MOST_SECTIONS = 21;

  private static final int BEAT = 4;

  private final List<Beat> beats;
  private final List<Section> sections;
  private final int tonic;
  private final int firstDownbeat;

  private Arranger(SongAnalysis song) {
    tonic = song.key().tonic();
    if (song.beats().size() < FEWEST_BEATS) {
      beats = evenBeats(song);
      sections = List.of(new Section(0, FEWEST_BEATS, song.loudness()));
      firstDownbeat = 0;
    } else {
      beats = song.beats();
      sections = joined(song.sections(), mostSections(song.seconds()));
      firstDownbeat =
          song.firstDownbeat() + FEWEST_BEATS <= beats.size() ? song.firstDownbeat() : 0;
    }
  }

  /** The passages of a remix: the introduction, two of each section, the ending. */
  static List<Passage> arrange(SongAnalysis song) {
    return new Arranger(song).passages();
  }

  private List<Passage> passages() {
    List<Passage> passages = new ArrayList<>();
    passages.add(new Passage("the introduction", HALF, Backing.NONE, introduction()));
    for (int i = 0; i < sections.size(); i++) {
      String part = "section " + (i + 1) + " of " + sections.size();
      List<Cut> cuts = cuts(sections.get(i));
      passages.add(new Passage(part, HALF, Backing.WUB, cuts));
      passages.add(new Passage(part, HALF, Backing.BREAK, cuts));
    }
    passages.add(new Passage("the ending", ENDING, Backing.SPLASH, List.of()));
    return passages;
  }

  /**
   * Four bars as they were played, then pieces that get shorter. The bars are of four beats, as the
   * remix's are, whatever the song's are.
   */
  private List<Cut> introduction() {
    List<Cut> cuts = new ArrayList<>();
    for (int i = 0; i < FEWEST_BEATS; i++) {
      cuts.add(part(1, i, 1));
    }
    cuts.addAll(Collections.nCopies(4, part(1, 0, 1)));
    cuts.addAll(Collections.nCopies(4, part(2, 0, 1)));
    cuts.addAll(Collections.nCopies(8, part(3, 0, 2)));
    cuts.addAll(Collections.nCopies(8, part(4, 0, 4)));
    cuts.addAll(Collections.nCopies(8, part(4, 2, 4)));
    return cuts;
  }

  /** The first half or quarter, or all, of a beat of the first bars. */
  private Cut part(int bar, int beat, int divisor) {
    Beat whole = beats.get(firstDownbeat + 4 * (bar - 1) + beat);
    return new Cut(whole.start(), whole.duration() / divisor, BEAT / divisor);
  }

  /** Half a section: twice eight beats of the tonic, four of its third, four of its sixth. */
  private List<Cut> cuts(Section section) {
    int end = section.firstBeat() + section.beatCount();
    BeatBuckets buckets = new BeatBuckets(beats.subList(section.firstBeat(), end));
    List<Beat> dealt = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      dealt.addAll(buckets.deal(tonic, 8));
      dealt.addAll(buckets.deal(tonic + 3, 4));
      dealt.addAll(buckets.deal(tonic + 9, 4));
    }
    return dealt.stream().map(beat -> new Cut(beat.start(), beat.duration(), BEAT)).toList();
  }

  private static List<Beat> evenBeats(SongAnalysis song) {
    double duration = song.seconds() / FEWEST_BEATS;
    List<Beat> beats = new ArrayList<>();
    for (int i = 0; i < FEWEST_BEATS; i++) {
      beats.add(new Beat(i * duration, duration, song.loudness(), song.key().tonic()));
    }
    return beats;
  }

  /**
   * How many sections make a remix as long as its song: at least one. An analysis may find more
   * than that, since a section of a few seconds becomes sixteen bars.
   */
  static int mostSections(double seconds) {
    double barSeconds = (double) Grid.BAR / Song.SAMPLE_RATE;
    long fit = Math.round((seconds / barSeconds - HALF - ENDING) / (2 * HALF));
    return (int) Math.max(1, Math.min(MOST_SECTIONS, fit));
  }

  /** Joins the two neighbours that are the shortest together, until there are not too many. */
  private static List<Section> joined(List<Section> all, int most) {
    List<Section> sections = new ArrayList<>(all);
    while (sections.size() > most) {
      int shortest = 0;
      for (int i = 1; i + 1 < sections.size(); i++) {
        if (beatsOfTwo(sections, i) < beatsOfTwo(sections, shortest)) {
          shortest = i;
        }
      }
      Section first = sections.get(shortest);
      Section second = sections.remove(shortest + 1);
      sections.set(
          shortest,
          new Section(
              first.firstBeat(),
              first.beatCount() + second.beatCount(),
              Math.max(first.loudness(), second.loudness())));
    }
    return sections;
  }

  private static int beatsOfTwo(List<Section> sections, int first) {
    return sections.get(first).beatCount() + sections.get(first + 1).beatCount();
  }
}
