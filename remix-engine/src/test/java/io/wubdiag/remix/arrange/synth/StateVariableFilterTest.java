package io.wubdiag.remix.arrange.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StateVariableFilterTest {
  @Test
  void letsThroughWhatIsBelow() {
    assertThat(gain(100, 1000, 0.707, StateVariableFilter::low)).isCloseTo(1, within(0.01));
    assertThat(gain(1000, 1000, 0.707, StateVariableFilter::low)).isCloseTo(0.707, within(0.01));
    // Twelve dB an octave.
    assertThat(gain(4000, 1000, 0.707, StateVariableFilter::low)).isCloseTo(0.06, within(0.01));
  }

  @Test
  void letsThroughWhatIsAbove() {
    assertThat(gain(10_000, 1000, 0.707, StateVariableFilter::high)).isCloseTo(1, within(0.01));
    assertThat(gain(250, 1000, 0.707, StateVariableFilter::high)).isCloseTo(0.0625, within(0.005));
  }

  @Test
  void resonates() {
    assertThat(gain(1000, 1000, 5, StateVariableFilter::low)).isCloseTo(5, within(0.1));
    assertThat(gain(1000, 1000, 5, StateVariableFilter::band)).isCloseTo(5, within(0.1));
  }

  @Test
  void staysStableWhileItsCutoffJumps() {
    StateVariableFilter filter = new StateVariableFilter(50, 8);
    Noise noise = new Noise(1);
    for (int i = 0; i < 200_000; i++) {
      filter.cutoff(i % 2 == 0 ? 50 : 15_000);
      assertThat(filter.low(noise.next())).isBetween(-10f, 10f);
    }
  }

  private interface Output {
    float next(StateVariableFilter filter, float in);
  }

  private static double gain(double hz, double cutoff, double q, Output output) {
    StateVariableFilter filter = new StateVariableFilter(cutoff, q);
    Sine sine = new Sine(hz);
    float[] out = new float[44_100];
    for (int i = 0; i < out.length; i++) {
      out[i] = output.next(filter, sine.next());
    }
    return Spectrum.amplitude(out, 22_050, 44_100, hz);
  }
}
