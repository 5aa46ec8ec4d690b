package io.wubdiag.remix.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.remix.analysis.BarFinder.Metre;
import org.junit.jupiter.api.Test;

class BarFinderTest {
  @Test
  void findsWhereChordsChange() {
    for (int first = 0; first < 4; first++) {
      double[] changes = every(4, first, 64);
      assertThat(BarFinder.find(changes, new double[64])).isEqualTo(new Metre(4, first));
    }
  }

  @Test
  void findsAWaltz() {
    for (int first = 0; first < 3; first++) {
      double[] changes = every(3, first, 60);
      assertThat(BarFinder.find(changes, every(3, first, 60))).isEqualTo(new Metre(3, first));
    }
  }

  @Test
  void takesTheBassWhereTheHarmonyStays() {
    assertThat(BarFinder.find(new double[32], every(4, 2, 32))).isEqualTo(new Metre(4, 2));
  }

  @Test
  void assumesFourBeatsWithNothingToGoBy() {
    assertThat(BarFinder.find(new double[0], new double[0])).isEqualTo(new Metre(4, 0));
    assertThat(BarFinder.find(new double[40], new double[40])).isEqualTo(new Metre(4, 0));
    // Too short to tell a waltz by.
    assertThat(BarFinder.find(every(3, 0, 12), new double[12]).beatsPerBar()).isEqualTo(4);
  }

  private static double[] every(int step, int first, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = i % step == first ? 1 : 0.1;
    }
    return values;
  }
}
