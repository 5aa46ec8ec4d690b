package io.wubdiag.remix.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntToDoubleFunction;

/** Writes WAV files for tests: RIFF, WAVE, {@code fmt } and {@code data}. */
final class WavFile {
  private static final int PCM = 1;
  private static final int IEEE_FLOAT = 3;

  private final int rate;
  private final int bits;
  private final IntToDoubleFunction[] channels;

  /**
   * @param rate frames a second
   * @param bits of a sample: 8, 16, 24, or 32 for floats
   * @param channels give the sample, from -1 to 1, of each channel for each frame
   */
  WavFile(int rate, int bits, IntToDoubleFunction... channels) {
    this.rate = rate;
    this.bits = bits;
    this.channels = channels;
  }

  /** A tone on both channels, -6 dB, at 44.1 kHz. */
  static WavFile tone(double hertz) {
    IntToDoubleFunction sine = sine(hertz, Song.SAMPLE_RATE);
    return new WavFile(Song.SAMPLE_RATE, 16, sine, sine);
  }

  /** A tone, -6 dB. */
  static IntToDoubleFunction sine(double hertz, int rate) {
    return frame -> 0.5 * Math.sin(2 * Math.PI * hertz * frame / rate);
  }

  /** Writes the file, and returns its path. */
  Path write(Path path, double seconds) throws IOException {
    return Files.write(path, bytes((int) Math.round(seconds * rate)));
  }

  byte[] bytes(int frames) {
    int frameBytes = channels.length * bits / 8;
    int dataBytes = frames * frameBytes;
    ByteBuffer out = ByteBuffer.allocate(44 + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    out.put(ascii("RIFF")).putInt(36 + dataBytes).put(ascii("WAVE"));
    out.put(ascii("fmt ")).putInt(16);
    out.putShort((short) (bits == 32 ? IEEE_FLOAT : PCM)).putShort((short) channels.length);
    out.putInt(rate).putInt(rate * frameBytes).putShort((short) frameBytes).putShort((short) bits);
    out.put(ascii("data")).putInt(dataBytes);
    for (int frame = 0; frame < frames; frame++) {
      for (IntToDoubleFunction channel : channels) {
        put(out, channel.applyAsDouble(frame));
      }
    }
    return out.array();
  }

  private void put(ByteBuffer out, double sample) {
    if (bits == 32) {
      out.putFloat((float) sample);
      return;
    }
    int value = (int) Math.round(sample * ((1 << (bits - 1)) - 1));
    if (bits == 8) {
      out.put((byte) (value + 128));
      return;
    }
    for (int shift = 0; shift < bits; shift += 8) {
      out.put((byte) (value >> shift));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
