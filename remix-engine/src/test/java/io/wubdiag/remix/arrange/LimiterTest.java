package io.wubdiag.remix.arrange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LimiterTest {
  private static final int BLOCK = Limiter.BLOCK;

  @Test
  void letsThroughWhatIsBelowTheCeiling() throws IOException {
    float[] quiet = noise(40 * BLOCK, 0.7f);

    assertThat(limit(quiet, BLOCK).left()).isEqualTo(quiet);
  }

  @Test
  void letsNothingAboveTheCeiling() throws IOException {
    float[] loud = noise(400 * BLOCK, 0.5f);
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      loud[random.nextInt(loud.length)] *= 1 + 40 * random.nextFloat();
    }

    for (float sample : limit(loud, 4 * BLOCK).left()) {
      assertThat(Math.abs(sample)).isLessThanOrEqualTo(0.75001f);
    }
  }

  @Test
  void comesBackAfterAStroke() throws IOException {
    float[] sound = new float[400 * BLOCK];
    Arrays.fill(sound, 0.3f);
    sound[10 * BLOCK + 7] = 3;

    float[] out = limit(sound, BLOCK).left();

    assertThat(out[10 * BLOCK + 7]).isCloseTo(0.75f, within(1e-3f));
    assertThat(out[8 * BLOCK]).isEqualTo(0.3f);
    assertThat(out[399 * BLOCK]).isCloseTo(0.3f, within(1e-3f));
    for (int i = 10 * BLOCK + 9; i < out.length; i++) {
      assertThat(out[i]).isGreaterThanOrEqualTo(out[i - 1] - 1e-6f);
    }
  }

  @Test
  void doesNotMoveSamples() throws IOException {
    float[] ramp = new float[8 * BLOCK];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (float) i / (2 * ramp.length);
    }

    for (int size : new int[] {BLOCK, 2 * BLOCK, 8 * BLOCK}) {
      assertThat(limit(ramp, size).left()).isEqualTo(ramp);
    }
  }

  @Test
  void takesWholeBlocksOnly() {
    Limiter limiter = new Limiter(0.75f, new Recording());
    float[] sound = new float[BLOCK];

    assertThatThrownBy(() -> limiter.write(sound, sound, BLOCK - 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Recording limit(float[] sound, int size) throws IOException {
    Recording out = new Recording();
    Limiter limiter = new Limiter(0.75f, out);
    for (int at = 0; at < sound.length; at += size) {
      float[] piece = Arrays.copyOfRange(sound, at, at + size);
      limiter.write(piece, piece.clone(), size);
    }
    limiter.finish();
    return out;
  }

  private static float[] noise(int frames, float peak) {
    Random random = new Random(4);
    float[] noise = new float[frames];
    for (int i = 0; i < frames; i++) {
      noise[i] = peak * (2 * random.nextFloat() - 1);
    }
    return noise;
  }
}
