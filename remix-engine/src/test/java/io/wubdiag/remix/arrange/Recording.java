package io.wubdiag.remix.arrange;

import io.wubdiag.remix.audio.Song;
import java.util.Arrays;

/** Keeps what it is given: a sink to look at, and a song to play. */
final class Recording implements AudioSink, Song {
  private float[] left = new float[1 << 16];
  private float[] right = new float[1 << 16];
  private int frames;

  /** A recording with equal channels. */
  static Recording of(float[] mono) {
    Recording recording = new Recording();
    recording.write(mono, mono, mono.length);
    return recording;
  }

  @Override
  public void write(float[] newLeft, float[] newRight, int count) {
    while (frames + count > left.length) {
      left = Arrays.copyOf(left, 2 * left.length);
      right = Arrays.copyOf(right, 2 * right.length);
    }
    System.arraycopy(newLeft, 0, left, frames, count);
    System.arraycopy(newRight, 0, right, frames, count);
    frames += count;
  }

  float[] left() {
    return Arrays.copyOf(left, frames);
  }

  float[] right() {
    return Arrays.copyOf(right, frames);
  }

  @Override
  public long frames() {
    return frames;
  }

  @Override
  public void read(long first, float[] toLeft, float[] toRight, int count) {
    for (int i = 0; i < count; i++) {
      boolean within = first + i >= 0 && first + i < frames;
      toLeft[i] = within ? left[(int) first + i] : 0;
      toRight[i] = within ? right[(int) first + i] : 0;
    }
  }

  @Override
  public void close() {
    // Holds nothing but memory.
  }
}
