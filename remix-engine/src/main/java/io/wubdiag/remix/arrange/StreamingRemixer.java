package io.wubdiag.remix.arrange;

import io.wubdiag.remix.analysis.Analyser;
import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.arrange.synth.Grid;
import io.wubdiag.remix.audio.DecodedSong;
import io.wubdiag.remix.audio.Decoder;
import io.wubdiag.remix.audio.Id3v2;
import io.wubdiag.remix.audio.Mp3Encoder;
import io.wubdiag.remix.audio.Song;
import io.wubdiag.remix.audio.SongTags;
import io.wubdiag.remix.text.ShownText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Makes remixes that can be heard while they are made: decodes and analyses the song, then
 * arranges, mixes, limits and encodes it bar by bar. Each passage of eight bars is flushed when it
 * is done.
 *
 * <p>The work's shares, as the listener is told them: decoding 10 %, analysis 20, the introduction
 * 5, the sections 50, of which mixing and mastering are 5 each, the ending 5, and the rest for what
 * the encoder has kept.
 */
public final class StreamingRemixer implements Remixer {
  /** What a remix's title has after its song's. */
  static final String SUFFIX = " (Wub Machine Remix)";

  /** Titles are cut to so many characters, so that the suffix fits into tags. */
  private static final int LONGEST_TITLE = 200;

  private static final double DECODED = 0.10;
  private static final double ANALYSED = 0.30;
  private static final double INTRODUCTION = 0.05;
  private static final double SECTIONS = 0.50;
  private static final double ENDING = 0.05;

  @Override
  public RemixSummary remix(
      Path song, String name, Style style, OutputStream mp3, Path scratch, RemixListener listener)
      throws IOException, InterruptedException {
    listener.progress(0, "Decoding the song");
    DecodedSong decoded = new Decoder(scratch, Decoder.LONGEST).decode(song);
    try (Song samples = decoded.song()) {
      SongAnalysis analysis = analyse(samples, listener);
      String title = title(decoded.tags(), name);
      CountingOutputStream out = new CountingOutputStream(mp3);
      out.write(Id3v2.encode(tags(decoded.tags(), title), null));
      Mp3Encoder encoder = new Mp3Encoder(out);
      Rendition rendition = new Rendition(samples, analysis, style, encoder::write);
      int bars = play(rendition, out, listener);
      rendition.finish();
      encoder.finish();
      audible(out, listener);
      listener.progress(1, "Done");
      double seconds = (double) bars * Grid.BAR / Song.SAMPLE_RATE;
      return new RemixSummary(title, out.count(), seconds);
    }
  }

  private static SongAnalysis analyse(Song song, RemixListener listener)
      throws InterruptedException {
    checkInterrupt();
    SongAnalysis analysis =
        Analyser.analyse(
            song,
            done -> listener.progress(DECODED + done * (ANALYSED - DECODED), "Analysing the song"));
    checkInterrupt();
    listener.analysed(analysis);
    return analysis;
  }

  /** Returns how many bars have been played. */
  private static int play(Rendition rendition, CountingOutputStream out, RemixListener listener)
      throws IOException, InterruptedException {
    double share = ANALYSED;
    int bars = 0;
    for (Passage passage : rendition.passages()) {
      double ofBar = share(passage, rendition.passages().size() - 2) / passage.bars();
      for (int bar = 0; bar < passage.bars(); bar++) {
        checkInterrupt();
        listener.progress(share, "Arranging " + passage.part());
        rendition.play(passage, bar);
        share += ofBar;
        bars++;
      }
      audible(out, listener);
    }
    listener.progress(share, "Finishing");
    return bars;
  }

  private static double share(Passage passage, int ofSections) {
    return switch (passage.backing()) {
      case NONE -> INTRODUCTION;
      case WUB, BREAK -> SECTIONS / ofSections;
      case SPLASH -> ENDING;
    };
  }

  private static void audible(CountingOutputStream out, RemixListener listener) throws IOException {
    out.flush();
    listener.audible(out.count());
  }

  private static SongTags tags(SongTags song, String title) {
    return new SongTags(title, song.artist(), song.album(), song.cover());
  }

  /** The song's title, or the name of its file, with a suffix. */
  static String title(SongTags song, String name) {
    String title = song.title();
    if (title == null) {
      int dot = name.lastIndexOf('.');
      title = dot > 0 ? name.substring(0, dot) : name;
    }
    int end = Math.min(title.length(), LONGEST_TITLE);
    if (end < title.length() && Character.isHighSurrogate(title.charAt(end - 1))) {
      end--;
    }
    return ShownText.of(title.substring(0, end), LONGEST_TITLE) + SUFFIX;
  }

  private static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the remix was interrupted");
    }
  }
}
