package io.wubdiag.remix.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ChromaTest {
  private static final int SECONDS = 4;

  @Test
  void hearsEachNoteInEachOctaveAndALittleOutOfTune() {
    for (int note = 36; note <= 93; note++) {
      for (double cents : new double[] {-15, 0, 15}) {
        float[] chroma = of(frequency(note + cents / 100), 0).between(0.5, 3.5);
        assertThat(strongest(chroma))
            .as("MIDI note %s, %s cents", note, cents)
            .isEqualTo(note % 12);
      }
    }
  }

  @Test
  void hearsAQuietNoteBesideALoudOne() {
    float[] chroma = of(frequency(57), frequency(64)).between(0.5, 3.5); // A and E
    assertThat(chroma[9]).isPositive();
    assertThat(chroma[4]).isPositive();
    assertThat(chroma[6]).isZero();
  }

  @Test
  void tellsThatANoteStays() {
    assertThat(of(440, 0).changeAt(2)).isCloseTo(0, within(0.01));
  }

  @Test
  void hearsNothingInSilence() {
    assertThat(of(0, 0).between(0, 4)).containsOnly(0);
  }

  private static double frequency(double midiNote) {
    return 440 * Math.pow(2, (midiNote - 69) / 12);
  }

  private static int strongest(float[] chroma) {
    int strongest = 0;
    for (int i = 1; i < chroma.length; i++) {
      strongest = chroma[i] > chroma[strongest] ? i : strongest;
    }
    return strongest;
  }

  /** Chroma of two sines, the second a tenth as strong as the first. */
  private static Chroma of(double frequency, double second) {
    float[] samples = new float[SECONDS * MonoDecimator.SAMPLE_RATE];
    for (int i = 0; i < samples.length; i++) {
      double turn = 2 * Math.PI * i / MonoDecimator.SAMPLE_RATE;
      samples[i] = (float) (0.5 * Math.sin(turn * frequency) + 0.05 * Math.sin(turn * second));
    }
    int frames = Spectrogram.frames(samples.length, Chroma.HOP);
    Chroma chroma = new Chroma(frames);
    Spectrogram spectrogram = new Spectrogram(Chroma.WINDOW, Chroma.HOP, chroma);
    spectrogram.add(samples, samples.length);
    spectrogram.finish(frames);
    return chroma;
  }
}
