package io.wubdiag.remix.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeyFinderTest {
  private static final int[] MAJOR_TRIADS = {0, 4, 7, 5, 9, 0, 7, 11, 2};
  private static final int[] MINOR_TRIADS = {0, 3, 7, 5, 8, 0, 7, 10, 2};

  @Test
  void findsEachMajorKeyByItsThreeMainChords() {
    for (int tonic = 0; tonic < 12; tonic++) {
      assertThat(KeyFinder.find(chords(MAJOR_TRIADS, tonic))).isEqualTo(new Key(tonic, false));
    }
  }

  @Test
  void findsEachMinorKeyByItsThreeMainChords() {
    for (int tonic = 0; tonic < 12; tonic++) {
      assertThat(KeyFinder.find(chords(MINOR_TRIADS, tonic))).isEqualTo(new Key(tonic, true));
    }
  }

  @Test
  void takesCMajorWhereThereIsNothingToGoBy() {
    assertThat(KeyFinder.find(new float[12])).isEqualTo(new Key(0, false));
    float[] flat = new float[12];
    Arrays.fill(flat, 0.5f);
    assertThat(KeyFinder.find(flat)).isEqualTo(new Key(0, false));
  }

  @Test
  void doesNotMindHowLoudItIs() {
    float[] quiet = chords(MINOR_TRIADS, 9);
    for (int i = 0; i < quiet.length; i++) {
      quiet[i] *= 1e-3f;
    }
    assertThat(KeyFinder.find(quiet)).isEqualTo(new Key(9, true));
  }

  private static float[] chords(int[] notes, int tonic) {
    float[] chroma = new float[12];
    for (int note : notes) {
      chroma[(tonic + note) % 12] += 1;
    }
    chroma[tonic] += 1; // the chord that a song comes home to
    return chroma;
  }
}
