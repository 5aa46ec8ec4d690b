package io.wubdiag.remix.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MonoDecimatorTest {
  private static final int COUNT = 4000;

  @Test
  void keepsWhatIsHeard() {
    for (double frequency : new double[] {30, 440, 4000, 8000}) {
      assertThat(gain(frequency)).as("%s Hz", frequency).isBetween(0.97, 1.03);
    }
  }

  @Test
  void takesOutWhatWouldComeBackAsAnotherTone() {
    for (double frequency : new double[] {14_500, 18_000, 21_000}) {
      assertThat(gain(frequency)).as("%s Hz", frequency).isLessThan(0.01);
    }
  }

  @Test
  void doesNotShiftTheTime() {
    float[] click = new float[2 * COUNT + 2 * MonoDecimator.REACH];
    click[MonoDecimator.REACH + 2 * 100] = 1;
    float[] mono = decimate(click, click);
    int highest = 0;
    for (int i = 0; i < COUNT; i++) {
      highest = mono[i] > mono[highest] ? i : highest;
    }
    assertThat(highest).isEqualTo(100);
    assertThat(mono[99]).isEqualTo(mono[101]);
  }

  @Test
  void mixesBothChannels() {
    float[] one = new float[2 * COUNT + 2 * MonoDecimator.REACH];
    Arrays.fill(one, 0.5f);
    assertThat(decimate(one, new float[one.length])[200]).isBetween(0.2499f, 0.2501f);
  }

  private static double gain(double frequency) {
    float[] sine = new float[2 * COUNT + 2 * MonoDecimator.REACH];
    for (int i = 0; i < sine.length; i++) {
      sine[i] = (float) Math.sin(2 * Math.PI * frequency * i / (2.0 * MonoDecimator.SAMPLE_RATE));
    }
    float[] mono = decimate(sine, sine);
    double squares = 0;
    for (float sample : mono) {
      squares += sample * sample / mono.length;
    }
    return Math.sqrt(2 * squares);
  }

  private static float[] decimate(float[] left, float[] right) {
    float[] mono = new float[COUNT];
    new MonoDecimator(COUNT).decimate(left, right, mono, COUNT);
    return mono;
  }
}
