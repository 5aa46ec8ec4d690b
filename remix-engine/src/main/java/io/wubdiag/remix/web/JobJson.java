package io.wubdiag.remix.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.wubdiag.remix.analysis.Beat;
import io.wubdiag.remix.analysis.Key;
import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.engine.JobStatus;
import io.wubdiag.remix.job.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a job.
 *
 * @param accepted when it was accepted, by ISO 8601
 * @param analysis left out until it is known, and in all events but the first that could have it
 */
record JobJson(
    String id,
    String name,
    String style,
    String state,
    String accepted,
    int attempts,
    int placeInLine,
    double share,
    String text,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String failure,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String title,
    long bytes,
    double seconds,
    long audibleBytes,
    boolean diagnosed,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Picture analysis) {

  /** The job with its analysis. */
  static JobJson of(JobStatus status) {
    return of(status, status.analysis());
  }

  /** The job without its analysis, which is much longer than the rest. */
  static JobJson brief(JobStatus status) {
    return of(status, null);
  }

  private static JobJson of(JobStatus status, @Nullable SongAnalysis analysis) {
    Job job = status.job();
    return new JobJson(
        job.id(),
        job.name(),
        job.style().label(),
        job.state().name().toLowerCase(Locale.ROOT),
        job.accepted().toString(),
        job.attempts(),
        status.placeInLine(),
        status.share(),
        status.text(),
        job.failure(),
        job.title(),
        job.bytes(),
        job.seconds(),
        status.audibleBytes(),
        status.diagnosed(),
        analysis == null ? null : Picture.of(analysis));
  }

  /**
   * The picture of a song on the page.
   *
   * @param seconds the song's length
   * @param tempo in beats per minute
   * @param key by its usual name, as in "F# minor"
   * @param beats when each begins, in seconds
   * @param firstDownbeat the index of the first beat that begins a bar
   */
  record Picture(
      double seconds,
      double tempo,
      String key,
      int beatsPerBar,
      int firstDownbeat,
      double loudness,
      List<Double> beats,
      List<Part> sections,
      List<Float> peaks) {
    private static final List<String> NAMES =
        List.of("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B");

    private static Picture of(SongAnalysis analysis) {
      List<Beat> beats = analysis.beats();
      List<Part> parts = new ArrayList<>();
      analysis
          .sections()
          .forEach(
              section -> {
                Beat last = beats.get(section.firstBeat() + section.beatCount() - 1);
                double start = beats.get(section.firstBeat()).start();
                parts.add(new Part(start, last.start() + last.duration(), section.loudness()));
              });
      return new Picture(
          analysis.seconds(),
          analysis.tempo(),
          name(analysis.key()),
          analysis.beatsPerBar(),
          analysis.firstDownbeat(),
          analysis.loudness(),
          beats.stream().map(Beat::start).toList(),
          parts,
          analysis.peaks());
    }

    private static String name(Key key) {
      return NAMES.get(key.tonic()) + (key.minor() ? " minor" : " major");
    }
  }

  /**
   * A section.
   *
   * @param start in seconds
   * @param end in seconds
   * @param loudness in dB relative to full scale (RMS)
   */
  record Part(double start, double end, double loudness) {}
}
