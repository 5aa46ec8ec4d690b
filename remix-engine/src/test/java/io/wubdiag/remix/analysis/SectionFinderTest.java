package io.wubdiag.remix.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SectionFinderTest {
  @Test
  void findsWhereTheSoundChanges() {
    assertThat(SectionFinder.starts(bars("aaaaaaaabbbbbbbbaaaaaaaa"))).containsExactly(0, 8, 16);
  }

  @Test
  void takesChordsThatComeAgainEveryFourBarsForNoChange() {
    assertThat(SectionFinder.starts(bars("abcdabcdabcdabcd"))).containsExactly(0);
  }

  @Test
  void dividesWhatIsLongerThanSixteenBars() {
    List<Integer> starts = SectionFinder.starts(bars("a".repeat(40)));
    assertThat(starts).hasSize(3).allMatch(start -> start % 4 == 0);
    assertThat(40 - starts.get(2)).isLessThanOrEqualTo(16);
  }

  @Test
  void makesAShortSongOneSection() {
    assertThat(SectionFinder.starts(bars("abc"))).containsExactly(0);
    assertThat(SectionFinder.starts(bars("aaaabbb"))).containsExactly(0);
  }

  /** A letter is a sound. */
  private static List<double[]> bars(String letters) {
    List<double[]> bars = new ArrayList<>();
    for (char letter : letters.toCharArray()) {
      double[] bar = new double[4];
      bar[letter - 'a'] = 1;
      bars.add(bar);
    }
    return bars;
  }
}
