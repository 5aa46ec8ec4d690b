package io.wubdiag.remix.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpectrogramTest {
  private static final int WINDOW = 512;
  private static final int HOP = 128;

  @Test
  void givesASineOfAmplitudeOneABinOfOne() {
    float[] sine = sine(37, 4096);
    List<float[]> frames = frames(sine, sine.length);
    float[] middle = frames.get(16);
    assertThat(middle[37]).isCloseTo(1, within(0.001f));
    assertThat(middle[36]).isCloseTo(0.25f, within(0.001f));
    assertThat(middle[50]).isLessThan(1e-6f);
  }

  @Test
  void centresAFrameAtItsTime() {
    float[] click = new float[4096];
    click[10 * HOP] = 1;
    List<float[]> frames = frames(click, click.length);
    int loudest = 0;
    for (int i = 0; i < frames.size(); i++) {
      loudest = frames.get(i)[20] > frames.get(loudest)[20] ? i : loudest;
    }
    assertThat(loudest).isEqualTo(10);
  }

  @Test
  void doesNotDependOnHowTheSignalIsCut() {
    float[] sine = sine(11, 5000);
    List<float[]> whole = frames(sine, sine.length);
    List<float[]> cut = frames(sine, 77);
    assertThat(cut).hasSameSizeAs(whole).hasSize(Spectrogram.frames(5000, HOP));
    for (int i = 0; i < cut.size(); i++) {
      assertThat(cut.get(i)).isEqualTo(whole.get(i));
    }
  }

  private static float[] sine(int bin, int length) {
    float[] samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = (float) Math.sin(2 * Math.PI * bin * i / WINDOW);
    }
    return samples;
  }

  private static List<float[]> frames(float[] samples, int block) {
    List<float[]> frames = new ArrayList<>();
    Spectrogram spectrogram =
        new Spectrogram(WINDOW, HOP, (frame, power) -> frames.add(power.clone()));
    for (int from = 0; from < samples.length; from += block) {
      int count = Math.min(block, samples.length - from);
      float[] part = new float[count];
      System.arraycopy(samples, from, part, 0, count);
      spectrogram.add(part, count);
    }
    spectrogram.finish(Spectrogram.frames(samples.length, HOP));
    return frames;
  }
}
