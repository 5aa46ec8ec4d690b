package io.wubdiag.remix.worker;

import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.arrange.RemixListener;
import io.wubdiag.remix.arrange.Remixer;
import io.wubdiag.remix.arrange.Style;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Remixes synthetic sound repeatedly, so that classes are loaded and hot code is compiled before a
 * worker's first song.
 *
 * @param rounds how often
 * @param first how long the first time took
 * @param last how long the last time took
 */
record WarmUp(int rounds, Duration first, Duration last) {
  /** A listener that does nothing. */
  static final RemixListener SILENT =
      new RemixListener() {
        @Override
        public void progress(double share, String text) {}

        @Override
        public void analysed(SongAnalysis analysis) {}

        @Override
        public void audible(long bytes) {}
      };

  private static final int SAMPLE_RATE = 44_100;
  private static final int SECONDS = 12;
  private static final double BEAT_SECONDS = 0.5;
  private static final int HEADER_BYTES = 44;

  /** Warms up until the time is over, and finishes the last round. */
  static WarmUp run(Remixer remixer, Path scratch, Duration time)
      throws IOException, InterruptedException {
    if (time.isZero()) {
      return new WarmUp(0, Duration.ZERO, Duration.ZERO);
    }
    Path song = song(scratch);
    try {
      long end = System.nanoTime() + time.toNanos();
      int rounds = 0;
      Duration first = Duration.ZERO;
      Duration last = Duration.ZERO;
      for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
        Style style = Style.values()[rounds % Style.values().length];
        remixer.remix(song, "practice", style, OutputStream.nullOutputStream(), scratch, SILENT);
        last = Duration.ofNanos(System.nanoTime() - begun);
        first = rounds == 0 ? last : first;
        rounds++;
      }
      return new WarmUp(rounds, first, last);
    } finally {
      Files.deleteIfExists(song);
    }
  }

  /** Writes a song for the warm-up. */
  static Path song(Path directory) throws IOException {
    return Files.write(directory.resolve("practice.wav"), wav());
  }

  /** A chord, with a click on each beat, as 16-bit stereo. */
  private static byte[] wav() {
    int frames = SECONDS * SAMPLE_RATE;
    ByteBuffer wav = ByteBuffer.allocate(HEADER_BYTES + 4 * frames).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(HEADER_BYTES - 8 + 4 * frames);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) 2); // PCM, two channels
    wav.putInt(SAMPLE_RATE).putInt(4 * SAMPLE_RATE).putShort((short) 4).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(4 * frames);
    for (int i = 0; i < frames; i++) {
      double t = (double) i / SAMPLE_RATE;
      double sinceBeat = t % BEAT_SECONDS;
      double chord = 0.1 * (tone(t, 220) + tone(t, 277.18) + tone(t, 329.63));
      double click = 0.5 * Math.exp(-60 * sinceBeat) * tone(sinceBeat, 1500);
      short sample = (short) Math.round(32767 * (chord + click));
      wav.putShort(sample).putShort(sample);
    }
    return wav.array();
  }

  private static double tone(double t, double hertz) {
    return Math.sin(2 * Math.PI * hertz * t);
  }

  /** The outcome as a phrase. */
  String words() {
    return rounds == 0
        ? "no practice"
        : "%d rounds of practice, the first in %d ms, the last in %d ms"
            .formatted(rounds, first.toMillis(), last.toMillis());
  }
}
