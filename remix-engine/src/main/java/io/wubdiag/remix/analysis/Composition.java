package io.wubdiag.remix.analysis;

import io.wubdiag.remix.analysis.BarFinder.Metre;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts together what was heard of a song: from curves over time to beats, bars and sections. */
final class Composition {
  /** The tempo that is given for what has no beats, in beats per minute. */
  static final double NO_TEMPO = 120;

  /** How clearly onsets must repeat to be beats: music is above 0.4, noise and speech below 0.1. */
  private static final double LEAST_STRENGTH = 0.15;

  /** Fewer beats than this are none. */
  private static final int FEWEST_BEATS = 8;

  /** A beat this much below the song's loudest is in the silence around it, in dB. */
  private static final double SILENT = 45;

  /** A first beat may seem to lie this much before the song, in seconds. */
  private static final double NEAR_ENOUGH = 0.03;

  private final Loudness loudness;
  private final OnsetCurve onsets;
  private final Chroma chroma;
  private final double seconds;

  /**
   * @param seconds the song's length
   */
  Composition(Loudness loudness, OnsetCurve onsets, Chroma chroma, double seconds) {
    this.loudness = loudness;
    this.onsets = onsets;
    this.chroma = chroma;
    this.seconds = seconds;
  }

  SongAnalysis analysis(List<Float> peaks) {
    Key key = KeyFinder.find(chroma.between(0, seconds));
    double[] times = beatTimes();
    if (times.length - 1 < FEWEST_BEATS) {
      return new SongAnalysis(
          seconds, NO_TEMPO, 4, 0, key, segmentLoudness(evenly(0.5)), List.of(), List.of(), peaks);
    }
    int beats = times.length - 1;
    Metre metre = BarFinder.find(changes(times), lowOnsets(times));
    return new SongAnalysis(
        seconds,
        tempo(times),
        metre.beatsPerBar(),
        metre.firstDownbeat(),
        key,
        segmentLoudness(times),
        beats(times, key),
        sections(times, metre),
        peaks);
  }

  /** The tempo, of all beats but the last, which the song's end may cut short. */
  private static double tempo(double[] times) {
    int whole = times.length - 2;
    return 60 * whole / (times[whole] - times[0]);
  }

  /** The starts of the beats, and the end of the last; empty if there are none. */
  private double[] beatTimes() {
    float[] curve = onsets.combined();
    @Nullable Tactus tactus =
        Tactus.best(curve, OnsetCurve.RATE, TempoEstimator.periods(curve, OnsetCurve.RATE), chroma);
    if (tactus == null || tactus.strength() < LEAST_STRENGTH) {
      return new double[0];
    }
    return withinTheSound(BeatGrid.times(tactus.frames(), curve, OnsetCurve.RATE));
  }

  /** Goes on with the beats to both ends of the song, and leaves off those in silence there. */
  private double[] withinTheSound(double[] times) {
    int last = times.length - 1;
    double firstLength = times[1] - times[0];
    double lastLength = times[last] - times[last - 1];
    int before = (int) Math.max(0, Math.floor((times[0] + NEAR_ENOUGH) / firstLength));
    // The last one given is where the last beat ends.
    int after = (int) Math.max(0, Math.ceil((seconds - times[last]) / lastLength - 0.5));
    double[] all = new double[before + times.length + after];
    for (int i = 0; i < all.length; i++) {
      int beat = i - before;
      double time =
          beat < 0
              ? times[0] + beat * firstLength
              : beat > last ? times[last] + (beat - last) * lastLength : times[beat];
      all[i] = time < 0 && time > -NEAR_ENOUGH ? 0 : Math.min(time, seconds);
    }
    return trimmed(all);
  }

  private double[] trimmed(double[] times) {
    double loudest = Loudness.SILENCE;
    for (int i = 0; i + 1 < times.length; i++) {
      loudest = Math.max(loudest, loudness.between(times[i], times[i + 1]));
    }
    double least = Math.max(Loudness.SILENCE + 1, loudest - SILENT);
    int from = 0;
    int to = times.length - 1;
    while (from < to && (times[from] < 0 || !isHeard(times, from, least))) {
      from++;
    }
    while (to > from && !isHeard(times, to - 1, least)) {
      to--;
    }
    return Arrays.copyOfRange(times, from, to + 1);
  }

  private boolean isHeard(double[] times, int beat, double least) {
    double length = times[beat + 1] - times[beat];
    return length > 0 && loudness.between(times[beat], times[beat] + length / 2) >= least;
  }

  private double[] evenly(double step) {
    int count = (int) Math.max(1, Math.ceil(seconds / step));
    double[] times = new double[count + 1];
    for (int i = 0; i <= count; i++) {
      times[i] = seconds * i / count;
    }
    return times;
  }

  private double segmentLoudness(double[] times) {
    double sum = 0;
    for (int i = 0; i + 1 < times.length; i++) {
      sum += loudness.between(times[i], times[i + 1]);
    }
    return sum / (times.length - 1);
  }

  private List<Beat> beats(double[] times, Key key) {
    List<Beat> beats = new ArrayList<>();
    for (int i = 0; i + 1 < times.length; i++) {
      float[] pitches = chroma.between(times[i], times[i + 1]);
      int strongest = key.tonic();
      for (int pitch = 0; pitch < pitches.length; pitch++) {
        strongest = pitches[pitch] > pitches[strongest] ? pitch : strongest;
      }
      double volume = loudness.between(times[i], times[i + 1]);
      beats.add(new Beat(times[i], times[i + 1] - times[i], volume, strongest));
    }
    return beats;
  }

  /**
   * How much the harmony changes at each beat: 0 not at all, 1 to something without a common note.
   */
  private double[] changes(double[] times) {
    double[] changes = new double[times.length - 1];
    for (int i = 2; i + 2 < times.length; i++) {
      changes[i] = chroma.change(times[i - 2], times[i], times[i + 2]);
    }
    return changes;
  }

  private double[] lowOnsets(double[] times) {
    float[] curve = onsets.range(0);
    double[] strengths = new double[times.length - 1];
    for (int i = 0; i < strengths.length; i++) {
      int centre = (int) Math.round(times[i] * OnsetCurve.RATE);
      for (int frame = Math.max(0, centre - 2); frame <= centre + 2; frame++) {
        strengths[i] = Math.max(strengths[i], frame < curve.length ? curve[frame] : 0);
      }
    }
    return strengths;
  }

  private List<Section> sections(double[] times, Metre metre) {
    int beats = times.length - 1;
    List<Integer> downbeats = new ArrayList<>();
    List<double[]> bars = new ArrayList<>();
    for (int beat = metre.firstDownbeat(); beat < beats; beat += metre.beatsPerBar()) {
      downbeats.add(beat);
      bars.add(sound(times[beat], times[Math.min(beats, beat + metre.beatsPerBar())]));
    }
    List<Section> sections = new ArrayList<>();
    List<Integer> starts = SectionFinder.starts(bars);
    for (int i = 0; i < starts.size(); i++) {
      // What comes before the first whole bar goes with it.
      int from = i == 0 ? 0 : downbeats.get(starts.get(i));
      int to = i + 1 < starts.size() ? downbeats.get(starts.get(i + 1)) : beats;
      sections.add(new Section(from, to - from, loudness.between(times[from], times[to])));
    }
    return sections;
  }

  /** What a stretch sounds like, for comparison: how loud it is, its chords, its rhythm. */
  private double[] sound(double from, double to) {
    double[] sound = new double[1 + Chroma.PITCH_CLASSES + OnsetCurve.RANGES];
    sound[0] = loudness.between(from, to) / 4;
    float[] pitches = chroma.between(from, to);
    double length = Math.sqrt(squares(pitches));
    for (int i = 0; i < pitches.length; i++) {
      sound[1 + i] = length > 0 ? pitches[i] / length : 0;
    }
    for (int range = 0; range < OnsetCurve.RANGES; range++) {
      sound[1 + pitches.length + range] = onsets.mean(range, from, to);
    }
    return sound;
  }

  private static double squares(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value * value;
    }
    return sum;
  }
}
