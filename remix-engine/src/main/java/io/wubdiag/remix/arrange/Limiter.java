package io.wubdiag.remix.arrange;

import java.io.IOException;

/**
 * Keeps samples below a ceiling by turning down what is too loud, both channels alike. It looks
 * ahead by a block of {@value #BLOCK} frames, 4 ms: within a block the gain falls, in a straight
 * line, to what the loudest sample of the next one allows. It comes back slowly: half of what is
 * missing in 0.1 s.
 */
final class Limiter implements AudioSink {
  /** Frames of a block; a hundred of them are a beat. */
  static final int BLOCK = 189;

  /** The part of what is missing that comes back with each block. */
  private static final float RELEASE = 0.03f;

  private final float ceiling;
  private final AudioSink sink;

  /** The block that waits for the one after it, if any has come, and what gain it allows. */
  private final float[] heldLeft = new float[BLOCK];

  private final float[] heldRight = new float[BLOCK];
  private boolean holds;
  private float heldAllows = 1;

  /** The gain at the beginning of the held block. */
  private float gain = 1;

  /**
   * @param ceiling what no sample will be above, more than 0
   * @param sink receives what is let through, a block later
   */
  Limiter(float ceiling, AudioSink sink) {
    this.ceiling = ceiling;
    this.sink = sink;
  }

  /**
   * Takes the next frames.
   *
   * @param left the left channel, replaced by what is let through
   * @param right the right channel, likewise
   * @param count a multiple of {@value #BLOCK}
   */
  @Override
  public void write(float[] left, float[] right, int count) throws IOException {
    if (count % BLOCK != 0) {
      throw new IllegalArgumentException(count + " frames");
    }
    int done = 0;
    float[] nextLeft = new float[BLOCK];
    float[] nextRight = new float[BLOCK];
    for (int at = 0; at < count; at += BLOCK) {
      float allows = ceiling / Math.max(ceiling, Math.max(peak(left, at), peak(right, at)));
      System.arraycopy(left, at, nextLeft, 0, BLOCK);
      System.arraycopy(right, at, nextRight, 0, BLOCK);
      if (holds) {
        release(left, right, done, allows);
        done += BLOCK;
      }
      System.arraycopy(nextLeft, 0, heldLeft, 0, BLOCK);
      System.arraycopy(nextRight, 0, heldRight, 0, BLOCK);
      heldAllows = allows;
      holds = true;
    }
    sink.write(left, right, done);
  }

  /** Lets the last block through. */
  void finish() throws IOException {
    if (holds) {
      release(heldLeft, heldRight, 0, 1);
      sink.write(heldLeft, heldRight, BLOCK);
      holds = false;
    }
  }

  /** Puts the held block, turned down, where there is room for it. */
  private void release(float[] left, float[] right, int at, float nextAllows) {
    float end = Math.min(gain + RELEASE * (1 - gain), Math.min(heldAllows, nextAllows));
    float step = (end - gain) / BLOCK;
    for (int i = 0; i < BLOCK; i++) {
      float now = gain + i * step;
      left[at + i] = now * heldLeft[i];
      right[at + i] = now * heldRight[i];
    }
    gain = end;
  }

  private static float peak(float[] samples, int from) {
    float peak = 0;
    for (int i = from; i < from + BLOCK; i++) {
      peak = Math.max(peak, Math.abs(samples[i]));
    }
    return peak;
  }
}
