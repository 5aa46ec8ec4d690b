package io.wubdiag.collect.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.VirtualThreads;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CarriedThreadsTest {
  private static final long CARRIER = 4720;
  private static final long IDLE_CARRIER = 4721;

  private final Jvm jvm = new SnapshotBuilder().jvm(4711, 1, "java");

  @Test
  void knowsWhoActsForACarrier() {
    jvm.thread("ForkJoinPool-1-worker-1", CARRIER);
    jvm.thread("ForkJoinPool-1-worker-2", IDLE_CARRIER);
    jvm.virtualThread("mixer");
    CapturedJvm process = carrying("mixer");
    CarriedThreads carried = new CarriedThreads(process);

    assertThat(carried.by(thread(process, "ForkJoinPool-1-worker-1")))
        .isEqualTo(thread(process, "mixer"));
    for (String itself : new String[] {"ForkJoinPool-1-worker-2", "mixer"}) {
      assertThat(carried.by(thread(process, itself))).isEqualTo(thread(process, itself));
    }
  }

  @Test
  void takesACarrierForItselfIfWhatItCarriesIsNotKnown() {
    jvm.thread("ForkJoinPool-1-worker-1", CARRIER);
    CapturedJvm built = jvm.build();
    CapturedJvm process = with(built, Map.of(CARRIER, 99L));
    ThreadSnapshot carrier = thread(process, "ForkJoinPool-1-worker-1");
    assertThat(new CarriedThreads(process).by(carrier)).isEqualTo(carrier);
  }

  private CapturedJvm carrying(String name) {
    CapturedJvm built = jvm.build();
    return with(built, Map.of(CARRIER, thread(built, name).ref().javaId()));
  }

  private static CapturedJvm with(CapturedJvm built, Map<Long, Long> mounted) {
    return new CapturedJvm(
        built.kernel(),
        built.jvm().withVirtualThreads(new VirtualThreads(mounted, Map.of())),
        built.source(),
        built.attempts(),
        built.paused(),
        built.threads(),
        built.resources());
  }

  private static ThreadSnapshot thread(CapturedJvm process, String name) {
    return process.threads().stream()
        .filter(thread -> thread.ref().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
