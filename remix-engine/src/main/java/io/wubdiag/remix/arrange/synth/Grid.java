package io.wubdiag.remix.arrange.synth;

import io.wubdiag.remix.audio.Song;

/**
 * The grid that all of a remix lies on: 140 beats per minute, four to the bar. At {@value
 * Song#SAMPLE_RATE} Hz a beat is a whole number of frames, and so is each part of it that music is
 * made of.
 */
public final class Grid {
  /** Beats per minute. */
  public static final int TEMPO = 140;

  /** Frames in a beat. */
  public static final int BEAT = Song.SAMPLE_RATE * 60 / TEMPO;

  /** Frames in a sixteenth note. */
  public static final int SIXTEENTH = BEAT / 4;

  /** Frames in a bar. */
  public static final int BAR = 4 * BEAT;

  private Grid() {}
}
