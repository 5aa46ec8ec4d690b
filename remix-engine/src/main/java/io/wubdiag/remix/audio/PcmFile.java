package io.wubdiag.remix.audio;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A song as 16-bit samples in a temporary file, which is unlinked as soon as it is open: however
 * the process ends, nothing is left. First it is written, by {@link #append}, then {@link #seal
 * sealed}, then read.
 *
 * <p>Not a {@code FileChannel}, which an interrupt would close.
 */
final class PcmFile implements Song {
  private static final int FRAME_BYTES = CHANNELS * Short.BYTES;

  /** The frames to read or write at once. */
  private static final int BLOCK_FRAMES = 16_384;

  /** The loudness limit of silence: -80 dB. */
  private static final int SILENCE = 3;

  private static final float FULL_SCALE = 32_768;

  private final RandomAccessFile file;
  private final byte[] block = new byte[BLOCK_FRAMES * FRAME_BYTES];
  private final ShortBuffer blockSamples =
      ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
  private final short[] samples = new short[BLOCK_FRAMES * CHANNELS];

  /** How many bytes of the block are not written yet; after that, nothing. */
  private int pending;

  /** The number of the loaded block. */
  private long current = -1;

  private long frames;
  private boolean silent = true;

  private PcmFile(RandomAccessFile file) {
    this.file = file;
  }

  /**
   * Opens an empty file.
   *
   * @param directory where it is
   */
  static PcmFile create(Path directory) throws IOException {
    Path path = Files.createTempFile(directory, "song", ".pcm");
    try {
      return new PcmFile(new RandomAccessFile(path.toFile(), "rw"));
    } finally {
      Files.delete(path);
    }
  }

  /**
   * Appends samples.
   *
   * @param bytes whole frames of signed 16-bit samples, little-endian
   */
  void append(ByteBuffer bytes) throws IOException {
    frames += bytes.remaining() / FRAME_BYTES;
    while (bytes.hasRemaining()) {
      int count = Math.min(bytes.remaining(), block.length - pending);
      bytes.get(block, pending, count);
      pending += count;
      if (pending == block.length) {
        flush();
      }
    }
  }

  /** Ends the writing. */
  void seal() throws IOException {
    flush();
  }

  private void flush() throws IOException {
    file.write(block, 0, pending);
    if (silent) {
      int count = pending / Short.BYTES;
      blockSamples.get(0, samples, 0, count);
      for (int i = 0; i < count && silent; i++) {
        silent = Math.abs(samples[i]) <= SILENCE;
      }
    }
    pending = 0;
  }

  /** Whether the whole song is silent. */
  boolean isSilent() {
    return silent;
  }

  @Override
  public long frames() {
    return frames;
  }

  @Override
  public synchronized void read(long first, float[] left, float[] right, int count) {
    int before = (int) Math.min(count, Math.max(0, -first));
    Arrays.fill(left, 0, before, 0);
    Arrays.fill(right, 0, before, 0);
    int done = before;
    while (done < count && first + done < frames) {
      long frame = first + done;
      load(frame / BLOCK_FRAMES);
      int offset = (int) (frame % BLOCK_FRAMES);
      int here = (int) Math.min(Math.min(count - done, BLOCK_FRAMES - offset), frames - frame);
      for (int i = 0, sample = offset * CHANNELS; i < here; i++, sample += CHANNELS) {
        left[done + i] = samples[sample] / FULL_SCALE;
        right[done + i] = samples[sample + 1] / FULL_SCALE;
      }
      done += here;
    }
    Arrays.fill(left, done, count, 0);
    Arrays.fill(right, done, count, 0);
  }

  private void load(long number) {
    if (number == current) {
      return;
    }
    long first = number * BLOCK_FRAMES;
    int count = (int) Math.min(BLOCK_FRAMES, frames - first);
    current = -1;
    try {
      file.seek(first * FRAME_BYTES);
      file.readFully(block, 0, count * FRAME_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    blockSamples.get(0, samples, 0, count * CHANNELS);
    current = number;
  }

  @Override
  public synchronized void close() {
    current = -1;
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
