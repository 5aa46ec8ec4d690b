package io.wubdiag.remix.audio;

import java.io.Closeable;

/**
 * A decoded song: stereo samples at {@value #SAMPLE_RATE} Hz, of which any part can be read again
 * and again. What holds the samples is the implementation's choice; a song of half an hour must not
 * need its length in heap.
 */
public interface Song extends Closeable {
  /** Frames a second. */
  int SAMPLE_RATE = 44_100;

  /** Samples in a frame: left, right. */
  int CHANNELS = 2;

  /** How many frames there are; a frame is one sample of each channel. */
  long frames();

  /**
   * Reads frames, as samples from -1 to 1. What lies before the first frame or after the last is
   * silence.
   *
   * @param first the first frame to read, which may be negative or past the end
   * @param left receives the left channel from index 0
   * @param right receives the right channel from index 0
   * @param count how many frames to read, at most the length of the arrays
   */
  void read(long first, float[] left, float[] right, int count);

  /** Its length in seconds. */
  default double seconds() {
    return (double) frames() / SAMPLE_RATE;
  }

  @Override
  void close();
}
