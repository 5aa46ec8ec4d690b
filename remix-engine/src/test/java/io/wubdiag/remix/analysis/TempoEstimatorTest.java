package io.wubdiag.remix.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wubdiag.remix.analysis.TempoEstimator.Period;
import java.util.List;
import org.junit.jupiter.api.Test;

class TempoEstimatorTest {
  private static final double RATE = OnsetCurve.RATE;

  @Test
  void findsThePeriodToAFractionOfAFrame() {
    for (double tempo = 70; tempo <= 180; tempo += 5.5) {
      double period = 60 / tempo * RATE;
      List<Period> periods = TempoEstimator.periods(clicks(period, 30), RATE);
      assertThat(periods)
          .as("%s BPM", tempo)
          .anySatisfy(one -> assertThat(one.frames()).isCloseTo(period, within(0.006 * period)));
    }
  }

  @Test
  void givesTheStrongestFirst() {
    List<Period> periods = TempoEstimator.periods(clicks(43, 30), RATE);
    assertThat(periods).isSortedAccordingTo((a, b) -> Double.compare(b.strength(), a.strength()));
    assertThat(periods.get(0).strength()).isGreaterThan(0.5);
  }

  @Test
  void findsNoneInSilenceOrInAMoment() {
    assertThat(TempoEstimator.periods(new float[5000], RATE)).isEmpty();
    assertThat(TempoEstimator.periods(clicks(43, 1), RATE)).isEmpty();
    assertThat(TempoEstimator.periods(new float[0], RATE)).isEmpty();
  }

  private static float[] clicks(double period, double seconds) {
    float[] curve = new float[(int) (seconds * RATE)];
    for (double at = 5; at < curve.length - 1; at += period) {
      int frame = (int) at;
      curve[frame] += (float) (1 - (at - frame));
      curve[frame + 1] += (float) (at - frame);
    }
    return curve;
  }
}
