package io.wubdiag.remix.arrange.synth;

import static io.wubdiag.remix.arrange.synth.Spectrum.amplitude;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OscillatorTest {
  private static final int SECOND = 44_100;

  @Test
  void hasAllHarmonicsOfASaw() {
    float[] saw = play(new Oscillator(Oscillator.Shape.SAW, 100));

    for (int harmonic = 1; harmonic <= 20; harmonic++) {
      assertThat(amplitude(saw, 0, SECOND, 100 * harmonic))
          .isCloseTo(2 / (Math.PI * harmonic), within(0.01));
    }
  }

  @Test
  void hasOddHarmonicsOfASquare() {
    float[] square = play(new Oscillator(Oscillator.Shape.SQUARE, 100));

    assertThat(amplitude(square, 0, SECOND, 100)).isCloseTo(4 / Math.PI, within(0.01));
    assertThat(amplitude(square, 0, SECOND, 200)).isLessThan(0.001);
    assertThat(amplitude(square, 0, SECOND, 300)).isCloseTo(4 / Math.PI / 3, within(0.01));
  }

  @Test
  void foldsLittleBack() {
    // The 30th harmonic of a naive saw of 1501 Hz would be heard at 930 Hz, 30 dB below the first.
    float[] saw = play(new Oscillator(Oscillator.Shape.SAW, 1501));

    assertThat(amplitude(saw, 0, SECOND, 44_100 * 2 - 1501 * 58)).isLessThan(0.002);
    assertThat(amplitude(saw, 0, SECOND, 1501 * 30 - 44_100)).isLessThan(0.002);
  }

  @Test
  void turnsTheSineAtItsFrequencyForMinutes() {
    Sine sine = new Sine(50);
    float[] minute = new float[60 * SECOND];
    for (int i = 0; i < minute.length; i++) {
      minute[i] = sine.next();
    }

    assertThat(amplitude(minute, minute.length - SECOND, minute.length, 50))
        .isCloseTo(1, within(1e-4));
  }

  private static float[] play(Oscillator oscillator) {
    float[] samples = new float[SECOND];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = oscillator.next();
    }
    return samples;
  }
}
