package io.wubdiag.collect.hotspot.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.machine.Clock;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetriedWaitsTest {
  private static final String LOCK = "java.util.concurrent.locks.ReentrantLock$NonfairSync";

  private final ThreadDump cycle = cycle(true, true);

  @Test
  void wantsNoLookAtPlainDeadlocksNorAtTimedWaitsForSomebodyWhoRuns() {
    assertThat(new RetriedWaits(Clock.SYSTEM, cycle(false, false)).any()).isFalse();
    Jvm jvm = new SnapshotBuilder().jvm(4711, 1, "java");
    ResourceId lock = jvm.synchronizer(0x10, LOCK);
    jvm.thread("owner").owns(lock);
    jvm.thread("waiter").waitsFor(new Wait(lock, Wait.Kind.PARK, true));
    assertThat(new RetriedWaits(Clock.SYSTEM, dump(jvm)).any()).isFalse();
  }

  @Test
  void marksWaitsThatAreBegunAnewAllTheTime() {
    RetriedWaits waits = new RetriedWaits(Clock.SYSTEM, cycle);
    assertThat(waits.any()).isTrue();
    for (int i = 0; i < RetriedWaits.LOOKS; i++) {
      assertThat(waits.undecided(counters(0), counters(i))).isTrue();
      waits.look(cycle);
    }
    assertThat(waits.undecided(counters(0), counters(9))).isFalse();

    ThreadDump marked = waits.marked(counters(0), counters(9));
    assertThat(marked.threads())
        .extracting(ThreadSnapshot::waitsFor)
        .allMatch(wait -> !wait.endsByItself() && wait.retried().looks() == RetriedWaits.LOOKS);
    assertThat(marked.resources())
        .flatExtracting(Resource::owners)
        .extracting(Owner::certainty)
        .containsOnly(Certainty.INFERRED);
  }

  @Test
  void marksTheTimedWaitOfAMixedCycle() {
    ThreadDump mixed = cycle(true, false);
    RetriedWaits waits = looked(mixed);
    assertThat(waits.marked(counters(0), counters(9)).threads())
        .extracting(ThreadSnapshot::waitsFor)
        .noneMatch(Wait::endsByItself);
  }

  @Test
  void leavesLongTimeOutsAlone() {
    RetriedWaits waits = looked(cycle);
    assertThat(waits.undecided(counters(7), counters(7))).isTrue();
    assertThat(waits.marked(counters(7), counters(7))).isEqualTo(cycle);
    while (waits.undecided(counters(7), counters(7))) {
      waits.look(cycle);
    }
    assertThat(waits.marked(counters(7), counters(7))).isEqualTo(cycle);
  }

  @Test
  void isContradictedByOneWhoBacksOff() {
    RetriedWaits waits = looked(cycle);
    Jvm jvm = new SnapshotBuilder().jvm(4711, 1, "java");
    ResourceId right = jvm.synchronizer(0x20, LOCK);
    jvm.thread("a").waitsFor(new Wait(right, Wait.Kind.PARK, true));
    jvm.thread("b").owns(right).state(Thread.State.TIMED_WAITING);
    waits.look(dump(jvm));
    assertThat(waits.undecided(counters(0), counters(9))).isFalse();
    assertThat(waits.marked(counters(0), counters(9))).isEqualTo(cycle);
  }

  @Test
  void followsLongChainsToWhomeverRuns() {
    Jvm jvm = new SnapshotBuilder().jvm(4711, 1, "java");
    ResourceId held = jvm.synchronizer(0x10, LOCK);
    for (int i = 2; i < 100_000; i++) {
      ResourceId next = jvm.synchronizer(16L * i, LOCK);
      jvm.thread("t" + i).owns(held).waitsFor(new Wait(next, Wait.Kind.PARK, true));
      held = next;
    }
    jvm.thread("runs").owns(held);

    assertThat(new RetriedWaits(Clock.SYSTEM, dump(jvm)).any()).isFalse();
  }

  private static RetriedWaits looked(ThreadDump dump) {
    RetriedWaits waits = new RetriedWaits(Clock.SYSTEM, dump);
    for (int i = 0; i < RetriedWaits.LOOKS; i++) {
      waits.look(dump);
    }
    return waits;
  }

  private static ThreadDump cycle(boolean firstTimed, boolean secondTimed) {
    Jvm jvm = new SnapshotBuilder().jvm(4711, 1, "java");
    ResourceId left = jvm.synchronizer(0x10, LOCK);
    ResourceId right = jvm.synchronizer(0x20, LOCK);
    jvm.thread("a").owns(left).waitsFor(new Wait(right, Wait.Kind.PARK, firstTimed));
    jvm.thread("b").owns(right).waitsFor(new Wait(left, Wait.Kind.PARK, secondTimed));
    return dump(jvm);
  }

  private static ThreadDump dump(Jvm jvm) {
    CapturedJvm built = jvm.build();
    return new ThreadDump(built.threads(), built.resources(), Duration.ZERO, null);
  }

  private Map<Long, Task.Counters> counters(long timeslices) {
    Map<Long, Task.Counters> counters = new HashMap<>();
    for (ThreadSnapshot thread : cycle.threads()) {
      counters.put(thread.ref().tid(), new Task.Counters(timeslices * 1000, timeslices));
    }
    return counters;
  }
}
