package io.wubdiag.remix.analysis;

import java.util.List;

/**
 * The analysis of a song.
 *
 * @param seconds the song's length in seconds: what the peaks and the beats are drawn on
 * @param tempo in beats per minute
 * @param beatsPerBar the metre, 4 unless it is clearly another
 * @param firstDownbeat the index of the first beat that begins a bar
 * @param key its key
 * @param loudness the mean of its segments, in dB relative to full scale (RMS)
 * @param beats all beats, in order; none where the song has none (silence, speech, a few seconds)
 * @param sections all sections, in order; together they have every beat once
 * @param peaks the highest absolute sample, 0 to 1, of each of {@value #PEAKS} equal parts of the
 *     song: a picture of it
 */
public record SongAnalysis(
    double seconds,
    double tempo,
    int beatsPerBar,
    int firstDownbeat,
    Key key,
    double loudness,
    List<Beat> beats,
    List<Section> sections,
    List<Float> peaks) {
  /** How many parts the picture of a song has. */
  public static final int PEAKS = 800;

  public SongAnalysis {
    beats = List.copyOf(beats);
    sections = List.copyOf(sections);
    peaks = List.copyOf(peaks);
  }
}
