package io.wubdiag.collect.idle;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.model.Task.Counters;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CarrierThreadsTest {
  private static final long CARRIER = 4720;
  private static final long OTHER_CARRIER = 4721;
  private static final Counters EARLIER = new Counters(1_000, 7);
  private static final Counters LATER = new Counters(1_500, 8);

  private final Jvm jvm = new SnapshotBuilder().jvm(4711, 1, "java");

  @Test
  void areStillIfNoneHasRun() {
    jvm.thread("ForkJoinPool-1-worker-1", CARRIER);
    jvm.thread("main", 4712);
    assertThat(
            carriers()
                .stoodStill(
                    Map.of(CARRIER, EARLIER, 4712L, EARLIER),
                    Map.of(CARRIER, EARLIER, 4712L, LATER)))
        .isTrue();
  }

  @Test
  void areNotIfOneHasRun() {
    jvm.thread("ForkJoinPool-1-worker-1", CARRIER);
    jvm.thread("ForkJoinPool-1-worker-2", OTHER_CARRIER);
    assertThat(
            carriers()
                .stoodStill(
                    Map.of(CARRIER, EARLIER, OTHER_CARRIER, EARLIER),
                    Map.of(CARRIER, EARLIER, OTHER_CARRIER, LATER)))
        .isFalse();
  }

  @Test
  void areNotIfOneHasComeOrGone() {
    jvm.thread("ForkJoinPool-1-worker-1", CARRIER);
    assertThat(carriers().stoodStill(Map.of(), Map.of(CARRIER, EARLIER))).isFalse();
    assertThat(carriers().stoodStill(Map.of(CARRIER, EARLIER), Map.of())).isFalse();
  }

  @Test
  void areStillIfThereAreNone() {
    jvm.thread("main", 4712);
    jvm.virtualThread("ForkJoinPool-1-worker-1");
    assertThat(carriers().stoodStill(Map.of(), Map.of())).isTrue();
  }

  private CarrierThreads carriers() {
    return new CarrierThreads(jvm.build().threads());
  }
}
