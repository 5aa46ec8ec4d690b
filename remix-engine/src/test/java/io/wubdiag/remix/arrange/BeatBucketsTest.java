package io.wubdiag.remix.arrange;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.remix.analysis.Beat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BeatBucketsTest {
  @Test
  void dealsRoundAndRound() {
    BeatBuckets buckets = of(0, 5, 0, 5, 0);

    assertThat(starts(buckets.deal(0, 4))).containsExactly(0, 2, 4, 0);
    assertThat(starts(buckets.deal(5, 1))).containsExactly(1);
    assertThat(starts(buckets.deal(0, 4))).containsExactly(2, 4, 0, 2);
  }

  @Test
  void triesTheFifthThenTheSecond() {
    assertThat(starts(of(7, 2, 2).deal(0, 1))).containsExactly(0);
    assertThat(starts(of(1, 2, 1).deal(0, 1))).containsExactly(1);
    assertThat(starts(of(6, 6, 1).deal(11, 1))).containsExactly(0);
    assertThat(starts(of(2, 2, 1).deal(11, 1))).containsExactly(2);
  }

  @Test
  void takesTheMostCommonIfThatFailsToo() {
    assertThat(starts(of(4, 8, 8).deal(0, 2))).containsExactly(1, 2);
    assertThat(starts(of(8, 8, 4, 4).deal(12, 1))).containsExactly(2);
  }

  private static BeatBuckets of(int... pitchClasses) {
    List<Beat> beats = new ArrayList<>();
    for (int i = 0; i < pitchClasses.length; i++) {
      beats.add(new Beat(i, 1, -14, pitchClasses[i]));
    }
    return new BeatBuckets(beats);
  }

  private static List<Integer> starts(List<Beat> beats) {
    return beats.stream().map(beat -> (int) beat.start()).toList();
  }
}
