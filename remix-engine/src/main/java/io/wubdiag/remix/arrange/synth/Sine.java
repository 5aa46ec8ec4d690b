package io.wubdiag.remix.arrange.synth;

import io.wubdiag.remix.audio.Song;

/** A sine that begins at 0, by turning a pointer by the same angle each frame. */
final class Sine {
  private final double turnCos;
  private final double turnSin;
  private double cos = 1;
  private double sin = 0;

  Sine(double hz) {
    double angle = 2 * StrictMath.PI * hz / Song.SAMPLE_RATE;
    turnCos = StrictMath.cos(angle);
    turnSin = StrictMath.sin(angle);
  }

  /** The next sample, from -1 to 1. */
  float next() {
    float wave = (float) sin;
    double turned = cos * turnCos - sin * turnSin;
    sin = cos * turnSin + sin * turnCos;
    cos = turned;
    return wave;
  }
}
