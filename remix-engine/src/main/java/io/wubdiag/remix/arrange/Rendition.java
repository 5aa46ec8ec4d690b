package io.wubdiag.remix.arrange;

import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.arrange.synth.Grid;
import io.wubdiag.remix.audio.Song;
import java.io.IOException;
import java.util.List;

/** A remix as it is played: stretched, mixed and limited, bar by bar. */
final class Rendition {
  /** The highest sample: what encoding adds to it still has room. */
  static final float CEILING = 0.75f;

  private final List<Passage> passages;
  private final TimeStretch stretch;
  private final Mixer mixer;
  private final Limiter limiter;
  private final float[] left = new float[Grid.BAR];
  private final float[] right = new float[Grid.BAR];

  /**
   * @param sink receives the remix
   */
  Rendition(Song song, SongAnalysis analysis, Style style, AudioSink sink) {
    passages = Arranger.arrange(analysis);
    List<Cut> cuts = passages.stream().flatMap(passage -> passage.cuts().stream()).toList();
    stretch = new TimeStretch(song, cuts);
    mixer = new Mixer(Kit.of(style, analysis.key().tonic()), analysis.loudness());
    limiter = new Limiter(CEILING, sink);
  }

  /** What is to be played, in this order. */
  List<Passage> passages() {
    return passages;
  }

  /**
   * Plays a bar of a passage.
   *
   * @param bar which of its bars, from 0; each is played once, in order
   */
  void play(Passage passage, int bar) throws IOException {
    stretch.read(left, right, Grid.BAR);
    mixer.mix(left, right, passage.backing(), bar);
    limiter.write(left, right, Grid.BAR);
  }

  /** Plays what is left after the last bar. */
  void finish() throws IOException {
    limiter.finish();
  }
}
