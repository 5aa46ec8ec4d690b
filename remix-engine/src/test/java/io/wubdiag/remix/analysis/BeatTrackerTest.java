package io.wubdiag.remix.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BeatTrackerTest {
  @Test
  void followsClicks() {
    float[] curve = clicks(40, 13, 2000);
    int[] beats = BeatTracker.track(curve, 40);
    assertThat(beats).hasSize(50).startsWith(13, 53, 93).endsWith(1973);
  }

  @Test
  void goesOnWhereClicksAreMissing() {
    float[] curve = clicks(40, 0, 2000);
    for (int missing = 10; missing < 20; missing++) {
      curve[40 * missing] = 0;
    }
    int[] beats = BeatTracker.track(curve, 40);
    assertThat(beats).contains(36 * 40, 40 * 40);
    for (int i = 1; i < beats.length; i++) {
      assertThat(beats[i] - beats[i - 1]).isBetween(37, 43);
    }
  }

  @Test
  void isNotLedAstrayByNoise() {
    float[] curve = clicks(40, 7, 4000);
    Random random = new Random(8);
    for (int i = 0; i < curve.length; i++) {
      curve[i] += 0.3f * (float) random.nextGaussian();
    }
    int right = 0;
    for (int beat : BeatTracker.track(curve, 40.3)) {
      right += Math.abs((beat - 7) % 40) <= 1 ? 1 : 0;
    }
    assertThat(right).isGreaterThan(90);
  }

  @Test
  void bearsACurveShorterThanABeat() {
    assertThat(BeatTracker.track(new float[1], 40)).hasSize(1);
    assertThat(BeatTracker.track(new float[0], 40)).isEmpty();
  }

  private static float[] clicks(int period, int first, int frames) {
    float[] curve = new float[frames];
    for (int i = first; i < frames; i += period) {
      curve[i] = 5;
    }
    return curve;
  }
}
