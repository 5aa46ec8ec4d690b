package io.wubdiag.remix.analysis;

import io.wubdiag.remix.audio.Song;
import java.util.function.DoubleConsumer;

/**
 * Listens to a song: reads it once from start to end, in blocks, and then puts together what was
 * heard. Takes 200 KB of heap a minute of music, and on one core about 50 ms. Equal samples give an
 * equal analysis.
 */
public final class Analyser {
  /** Samples of the decimated song that are read at once. */
  private static final int BLOCK = 1 << 14;

  /** How much of the time reading takes; the rest is for putting together. */
  private static final double READING = 0.9;

  private final Song song;
  private final DoubleConsumer progress;
  private final Loudness loudness;
  private final Peaks peaks;
  private final OnsetCurve onsets;
  private final Chroma chroma;

  private Analyser(Song song, DoubleConsumer progress) {
    this.song = song;
    this.progress = progress;
    this.loudness = new Loudness(song.frames(), Song.SAMPLE_RATE);
    this.peaks = new Peaks(SongAnalysis.PEAKS, song.frames());
    this.onsets = new OnsetCurve(Spectrogram.frames(samples(), OnsetCurve.HOP));
    this.chroma = new Chroma(Spectrogram.frames(samples(), Chroma.HOP));
  }

  /**
   * Analyses a song. Every song has a result, also silence, a single sample or noise.
   *
   * @param progress is told how much of the work is done, from 0 to 1, never less than before
   */
  public static SongAnalysis analyse(Song song, DoubleConsumer progress) {
    Analyser analyser = new Analyser(song, progress);
    analyser.listen();
    SongAnalysis analysis =
        new Composition(analyser.loudness, analyser.onsets, analyser.chroma, song.seconds())
            .analysis(analyser.peaks.list());
    progress.accept(1);
    return analysis;
  }

  private long samples() {
    return (song.frames() + 1) / 2;
  }

  private void listen() {
    int onsetFrames = Spectrogram.frames(samples(), OnsetCurve.HOP);
    int chromaFrames = Spectrogram.frames(samples(), Chroma.HOP);
    Spectrogram fine = new Spectrogram(OnsetCurve.WINDOW, OnsetCurve.HOP, onsets);
    Spectrogram coarse = new Spectrogram(Chroma.WINDOW, Chroma.HOP, chroma);
    MonoDecimator decimator = new MonoDecimator(BLOCK);
    int reach = MonoDecimator.REACH;
    float[] left = new float[2 * BLOCK + 2 * reach];
    float[] right = new float[left.length];
    float[] mono = new float[BLOCK];
    for (long first = 0; first < samples(); first += BLOCK) {
      int count = (int) Math.min(BLOCK, samples() - first);
      song.read(2 * first - reach, left, right, 2 * count + 2 * reach);
      limit(left, 2 * count + 2 * reach);
      limit(right, 2 * count + 2 * reach);
      int frames = (int) Math.min(2 * count, song.frames() - 2 * first);
      loudness.add(2 * first, left, right, reach, frames);
      peaks.add(2 * first, left, right, reach, frames);
      decimator.decimate(left, right, mono, count);
      fine.add(mono, count);
      coarse.add(mono, count);
      progress.accept(READING * (first + count) / samples());
    }
    fine.finish(onsetFrames);
    coarse.finish(chromaFrames);
  }

  /** Floating-point samples can have any value: NaN counts as silence, others are clipped. */
  private static void limit(float[] samples, int count) {
    for (int i = 0; i < count; i++) {
      float sample = samples[i];
      if (!(sample >= -1 && sample <= 1)) {
        samples[i] = Float.isNaN(sample) ? 0 : Math.signum(sample);
      }
    }
  }
}
