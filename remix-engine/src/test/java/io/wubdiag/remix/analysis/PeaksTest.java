package io.wubdiag.remix.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeaksTest {
  @Test
  void keepsTheHighestOfEachPart() {
    Peaks peaks = new Peaks(2, 4);
    peaks.add(0, new float[] {0.1f, -0.7f, 0, 0.2f}, new float[] {0, 0, -0.9f, 0}, 0, 4);
    assertThat(peaks.list()).containsExactly(0.7f, 0.9f);
  }

  @Test
  void doesNotDependOnHowTheSongIsCut() {
    Random random = new Random(4);
    float[] left = new float[10_007];
    float[] right = new float[left.length];
    for (int i = 0; i < left.length; i++) {
      left[i] = random.nextFloat() * 2 - 1;
      right[i] = random.nextFloat() * 2 - 1;
    }
    Peaks whole = new Peaks(333, left.length);
    whole.add(0, left, right, 0, left.length);
    Peaks cut = new Peaks(333, left.length);
    for (int from = 0; from < left.length; ) {
      int count = Math.min(1 + random.nextInt(100), left.length - from);
      cut.add(from, left, right, from, count);
      from += count;
    }
    assertThat(cut.list()).isEqualTo(whole.list());
  }

  @Test
  void isZeroWhereASongHasFewerFramesThanParts() {
    Peaks peaks = new Peaks(4, 2);
    peaks.add(0, new float[] {0.5f, 0.25f}, new float[2], 0, 2);
    assertThat(peaks.list()).isEqualTo(List.of(0.5f, 0f, 0.25f, 0f));
  }
}
