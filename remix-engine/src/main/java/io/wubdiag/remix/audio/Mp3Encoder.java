package io.wubdiag.remix.audio;

import de.sciss.jump3r.lowlevel.LameEncoder;
import java.io.IOException;
import java.io.OutputStream;
import javax.sound.sampled.AudioFormat;

/**
 * Encodes samples as MP3, with constant {@value #KILOBITS_PER_SECOND} kbit/s, and writes frames as
 * they come: nothing is ever written again, so the stream can be listened to meanwhile. The same
 * samples give the same bytes.
 *
 * <p>It is jump3r, LAME in Java, at the setting that takes the least time and still shortens blocks
 * before an attack: with LAME's quality 9, which is twice as fast, drums are heard before they are
 * struck (at -24 dB, instead of -37 dB). Joint stereo would take a third more, for 0.2 dB less
 * noise. All in all there is less noise than in what ffmpeg makes by default, of 128 kbit/s: the
 * sound is 14.9 dB above it instead of 12.5 dB. From 2 to 5 kHz there is more: 9.2 dB instead of
 * 11.0 dB.
 *
 * <p>There is no Xing or Info tag: it would have to begin with how many frames follow. With a
 * constant bit rate players know the duration without, but they play the encoder's delay, too: the
 * sound is {@value #DELAY} frames, 25 ms, late.
 */
public final class Mp3Encoder {
  /** The bit rate, in thousands of bits a second. */
  public static final int KILOBITS_PER_SECOND = 192;

  /** How many frames of silence a decoder gives before the first: LAME's delay and its own. */
  static final int DELAY = 576 + 529;

  /** LAME's numbers: from 0, the best, to 9, the fastest. */
  private static final int QUALITY = 7;

  /** jump3r begins with an empty frame, for who can go back and make it an Info tag. */
  private static final int EMPTY_FRAME_BYTES = 144 * KILOBITS_PER_SECOND * 1_000 / Song.SAMPLE_RATE;

  private static final int SAMPLES_OF_FRAME = 1_152;
  private static final int FRAME_BYTES = Song.CHANNELS * Short.BYTES;

  private final OutputStream out;
  private final LameEncoder lame =
      new LameEncoder(
          new AudioFormat(Song.SAMPLE_RATE, Short.SIZE, Song.CHANNELS, true, false),
          KILOBITS_PER_SECOND,
          LameEncoder.CHANNEL_MODE_STEREO,
          QUALITY,
          false);
  private final byte[] samples = new byte[SAMPLES_OF_FRAME * FRAME_BYTES];
  private final byte[] encoded = new byte[lame.getOutputBufferSize()];
  private int pending;
  private int toSkip = EMPTY_FRAME_BYTES;
  private boolean begun;

  /**
   * Begins a stream.
   *
   * @param out receives the stream, after what it has been given already, such as tags
   */
  public Mp3Encoder(OutputStream out) {
    this.out = out;
  }

  /**
   * Encodes frames. What is beyond -1 and 1 is limited to that.
   *
   * @param left the left channel, from index 0
   * @param right the right channel, from index 0
   * @param count how many frames there are, of any number
   */
  public void write(float[] left, float[] right, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      put(left[i]);
      put(right[i]);
      if (pending == samples.length) {
        encode();
      }
    }
  }

  /** Writes what has been kept back, and ends the stream. The output is not closed. */
  public void finish() throws IOException {
    if (pending > 0) {
      encode();
    }
    if (begun) {
      writeEncoded(lame.encodeFinish(encoded));
    }
    lame.close();
  }

  private void put(float sample) {
    int value = Math.max(-32_767, Math.min(32_767, Math.round(sample * 32_767)));
    samples[pending++] = (byte) value;
    samples[pending++] = (byte) (value >> 8);
  }

  private void encode() throws IOException {
    writeEncoded(lame.encodeBuffer(samples, 0, pending, encoded));
    pending = 0;
    begun = true;
  }

  private void writeEncoded(int count) throws IOException {
    int skipped = Math.min(toSkip, count);
    toSkip -= skipped;
    out.write(encoded, skipped, count - skipped);
  }
}
