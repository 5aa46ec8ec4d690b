package io.wubdiag.remix.arrange.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DrumsTest {
  static Stream<float[]> drums() {
    return Stream.of(Drums.kick(), Drums.snare(), Drums.hat(0.06), Drums.hat(0.2), Drums.splash());
  }

  @ParameterizedTest
  @MethodSource("drums")
  void strikesAtOnceAndEndsInSilence(float[] drum) {
    float peak = 0;
    for (float sample : drum) {
      peak = Math.max(peak, Math.abs(sample));
    }

    assertThat(peak).isCloseTo(1, within(1e-6f));
    assertThat(Spectrum.rms(drum, 0, 441)).isGreaterThan(0.1);
    assertThat(Spectrum.rms(drum, drum.length - 441, drum.length)).isLessThan(0.02);
    assertThat(drum[drum.length - 1]).isZero();
  }

  @Test
  void hasTheKickBelowAndTheHatAbove() {
    assertThat(Spectrum.strongest(Drums.kick(), 2000, 12_000, 20, 400, 2)).isBetween(45.0, 70.0);
    float[] hat = Drums.hat(0.2);
    double low = Spectrum.rms(lowPassed(hat, 2000), 0, hat.length);
    assertThat(low).isLessThan(0.1 * Spectrum.rms(hat, 0, hat.length));
  }

  private static float[] lowPassed(float[] sound, double hz) {
    StateVariableFilter filter = new StateVariableFilter(hz, 0.7);
    float[] low = new float[sound.length];
    for (int i = 0; i < low.length; i++) {
      low[i] = filter.low(sound[i]);
    }
    return low;
  }
}
