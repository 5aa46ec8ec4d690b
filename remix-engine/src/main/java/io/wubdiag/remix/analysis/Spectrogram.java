package io.wubdiag.remix.analysis;

import org.jtransforms.fft.FloatFFT_1D;

/**
 * The short-time Fourier transform of a signal that comes in blocks. Frame {@code i} is centred at
 * sample {@code i * hop}; before its start the signal is silent.
 */
final class Spectrogram {
  /** Takes the frames, in order. */
  interface Sink {
    /**
     * @param frame the index of the frame
     * @param power the power in each bin from 0 Hz to half the sample rate; a sine of amplitude 1
     *     has 1 in its bin. Overwritten by the next frame.
     */
    void accept(int frame, float[] power);
  }

  private final int window;
  private final int hop;
  private final Sink sink;
  private final FloatFFT_1D transform;
  private final float[] hann;
  private final float[] held;
  private final float[] work;
  private final float[] power;
  private int filled;
  private int frame;

  /**
   * @param window the length of a frame in samples, a power of 2
   * @param hop how many samples lie between two frames, at most the window
   */
  Spectrogram(int window, int hop, Sink sink) {
    this.window = window;
    this.hop = hop;
    this.sink = sink;
    this.transform = new FloatFFT_1D(window);
    this.hann = new float[window];
    this.held = new float[window];
    this.work = new float[window];
    this.power = new float[window / 2 + 1];
    this.filled = window / 2;
    for (int i = 0; i < window; i++) {
      // Scaled so that a sine of amplitude 1 gives a bin of 1.
      hann[i] = (float) ((1 - Math.cos(2 * Math.PI * i / window)) * 2 / window);
    }
  }

  /** How many frames a signal of that many samples has: its end is in the last one. */
  static int frames(long samples, int hop) {
    return (int) ((samples + hop - 1) / hop) + 1;
  }

  /** Takes the next samples of the signal. */
  void add(float[] samples, int count) {
    int taken = 0;
    while (taken < count) {
      int some = Math.min(window - filled, count - taken);
      System.arraycopy(samples, taken, held, filled, some);
      filled += some;
      taken += some;
      if (filled == window) {
        emit();
        System.arraycopy(held, hop, held, 0, window - hop);
        filled = window - hop;
      }
    }
  }

  /** Ends the signal with silence, until so many frames were given out. */
  void finish(int frames) {
    float[] silence = new float[hop];
    while (frame < frames) {
      add(silence, hop);
    }
  }

  private void emit() {
    for (int i = 0; i < window; i++) {
      work[i] = held[i] * hann[i];
    }
    transform.realForward(work);
    // JTransforms packs the real parts of the first and the last bin into the first two places.
    power[0] = work[0] * work[0];
    power[window / 2] = work[1] * work[1];
    for (int bin = 1; bin < window / 2; bin++) {
      float real = work[2 * bin];
      float imaginary = work[2 * bin + 1];
      power[bin] = real * real + imaginary * imaginary;
    }
    sink.accept(frame++, power);
  }
}
