package io.wubdiag.remix.arrange.synth;

import io.wubdiag.remix.audio.Song;

/**
 * Drums and cymbals: single strokes, of a peak of 1, that begin at full force and end in silence.
 */
public final class Drums {
  private static final int RATE = Song.SAMPLE_RATE;

  private Drums() {}

  /** A bass drum: a sine that falls from 220 Hz to 50 Hz within some hundredths of a second. */
  public static float[] kick() {
    float[] sound = new float[frames(0.30)];
    double phase = 0;
    for (int i = 0; i < sound.length; i++) {
      double hz = 50 + 170 * decay(i, 0.09);
      sound[i] = (float) (StrictMath.cos(2 * StrictMath.PI * phase) * decay(i, 0.35));
      phase += hz / RATE;
    }
    return finished(sound);
  }

  /** A snare drum: its head, two sines, and its wires, noise around 3 kHz. */
  public static float[] snare() {
    float[] sound = new float[frames(0.28)];
    Noise noise = new Noise(0x5a4e);
    StateVariableFilter wires = new StateVariableFilter(3000, 0.8);
    for (int i = 0; i < sound.length; i++) {
      double seconds = (double) i / RATE;
      double head =
          StrictMath.sin(2 * StrictMath.PI * 186 * seconds)
              + 0.6 * StrictMath.sin(2 * StrictMath.PI * 331 * seconds);
      sound[i] = (float) (0.5 * head * decay(i, 0.16) + wires.band(noise.next()) * decay(i, 0.3));
    }
    return finished(sound);
  }

  /**
   * A hi-hat: noise above 7 kHz.
   *
   * @param seconds until it has fallen by 60 dB: some hundredths if closed, some tenths if open
   */
  public static float[] hat(double seconds) {
    return cymbal(seconds, 7000, 0x4a7);
  }

  /** A splash cymbal: noise above 3 kHz that rings for two seconds. */
  public static float[] splash() {
    return cymbal(2.2, 3000, 0x591a54);
  }

  private static float[] cymbal(double seconds, double above, int seed) {
    float[] sound = new float[frames(seconds)];
    Noise noise = new Noise(seed);
    StateVariableFilter filter = new StateVariableFilter(above, 0.8);
    for (int i = 0; i < sound.length; i++) {
      sound[i] = (float) (filter.high(noise.next()) * decay(i, seconds));
    }
    return finished(sound);
  }

  private static int frames(double seconds) {
    return (int) (seconds * RATE);
  }

  /** What is left of 1 after so many frames, if 60 dB are lost in so many seconds. */
  private static double decay(int frame, double seconds) {
    return StrictMath.pow(0.001, frame / (seconds * RATE));
  }

  /** Takes the end down to silence over 5 ms, and the peak to 1. */
  private static float[] finished(float[] sound) {
    int fade = frames(0.005);
    float peak = 0;
    for (int i = 0; i < sound.length; i++) {
      sound[i] *= Math.min(1, (float) (sound.length - 1 - i) / fade);
      peak = Math.max(peak, Math.abs(sound[i]));
    }
    for (int i = 0; i < sound.length; i++) {
      sound[i] /= peak;
    }
    return sound;
  }
}
