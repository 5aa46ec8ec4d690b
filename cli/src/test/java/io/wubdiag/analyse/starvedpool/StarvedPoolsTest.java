package io.wubdiag.analyse.starvedpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.analyse.Analyser;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.StarvedPool;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Resource.QueuedTask;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StarvedPoolsTest {
  private static final String FUTURE_TASK = "java.util.concurrent.FutureTask";
  private static final String SIGNALLER = "java.util.concurrent.CompletableFuture$Signaller";

  private static final String VIRTUAL_THREAD = "java.lang.VirtualThread";

  private final SnapshotBuilder tree = new SnapshotBuilder();
  private final Jvm jvm = tree.jvm(100, 1, "java", "Engine");
  private final JvmThread one = jvm.thread("one");
  private final JvmThread two = jvm.thread("two");

  @Test
  void reportsPoolWhoseThreadsAllWaitForItsQueue() {
    one.parkedOn(task(0x10, FUTURE_TASK, 0x99, true, one, two));
    two.parkedOn(task(0x20, FUTURE_TASK, 0x99, true, one, two));

    List<Finding> findings = findings();

    assertThat(findings).hasSize(1).first().isInstanceOf(StarvedPool.class);
    assertThat(findings.get(0).waiters())
        .extracting(Waiter::thread)
        .containsExactly(one.snapshot(), two.snapshot());
    assertThat(findings.get(0).certainty()).isEqualTo(Certainty.PROVED);
    assertThat(findings.get(0).heldUp()).isEqualTo(new HeldUp(2, 1));
  }

  @Test
  void infersWhereAnyoneMayCompleteTheFuture() {
    one.parkedOn(task(0x10, SIGNALLER, 0x99, true, one));

    assertThat(findings()).extracting(Finding::certainty).containsExactly(Certainty.INFERRED);
  }

  @Test
  void reportsPoolBehindALockThatIsHeldByOneWhoWaitsForItsQueue() {
    ResourceId monitor = jvm.monitor(0x50, "engine.Song");
    one.owns(monitor).parkedOn(task(0x10, FUTURE_TASK, 0x99, true, two));
    two.blockedOn(monitor);

    assertThat(findings()).extracting(Finding::certainty).containsExactly(Certainty.INFERRED);

    one.still(Duration.ofMillis(300));
    assertThat(findings()).extracting(Finding::certainty).containsExactly(Certainty.PROVED);
  }

  @Test
  void reportsPoolsThatWaitForEachOther() {
    one.parkedOn(task(0x10, FUTURE_TASK, 0x98, true, two));
    two.parkedOn(task(0x20, FUTURE_TASK, 0x99, true, one));

    assertThat(findings()).hasSize(2).allMatch(StarvedPool.class::isInstance);
  }

  @Test
  void isSilentAsLongAsOneThreadOfThePoolIsFree() {
    one.parkedOn(task(0x10, FUTURE_TASK, 0x99, true, one, two));

    assertThat(findings()).isEmpty();
  }

  @Test
  void isSilentOfAPoolThatWaitsForAnotherOneThatIsFree() {
    one.parkedOn(task(0x10, FUTURE_TASK, 0x98, true, two));
    jvm.thread("outside").parkedOn(task(0x20, FUTURE_TASK, 0x99, true, one));

    assertThat(findings()).isEmpty();
  }

  @Test
  void isSilentOfAPoolThatMayGrow() {
    one.parkedOn(task(0x10, FUTURE_TASK, 0x99, false, one));

    assertThat(findings()).isEmpty();
  }

  @Test
  void isSilentOfTimedWaits() {
    ResourceId task = task(0x10, FUTURE_TASK, 0x99, true, one);
    one.waitsFor(new Wait(task, Wait.Kind.PARK, true));

    assertThat(findings()).isEmpty();
  }

  @Test
  void reportsVirtualThreadsWithoutACarrierWhichTheThreadOnThatWaitsFor() {
    JvmThread pinned = jvm.virtualThread("pinned");
    JvmThread owner = jvm.virtualThread("owner");
    ResourceId lock = jvm.monitor(0x50, "engine.Song");
    ResourceId task = task(0x10, VIRTUAL_THREAD, 0x99, true, pinned);
    owner.owns(lock).waitsFor(new Wait(task, Wait.Kind.CARRIER, false));
    pinned.blockedOn(lock);

    assertThat(findings()).extracting(Finding::certainty).containsExactly(Certainty.INFERRED);
    assertThat(findings().get(0).waiters())
        .extracting(Waiter::thread)
        .containsExactly(owner.snapshot());
    assertThat(findings().get(0).heldUp()).isEqualTo(new HeldUp(2, 1));
  }

  @Test
  void isSilentOfACarrierThatIsKeptForAnotherReason() {
    JvmThread pinned = jvm.virtualThread("pinned");
    ResourceId task = task(0x10, VIRTUAL_THREAD, 0x99, true, pinned);
    jvm.virtualThread("queued").waitsFor(new Wait(task, Wait.Kind.CARRIER, false));

    assertThat(findings()).isEmpty();
  }

  private ResourceId task(
      long address, String className, long pool, boolean complete, JvmThread... workers) {
    List<ThreadRef> refs = new ArrayList<>();
    for (JvmThread worker : workers) {
      refs.add(worker.ref());
    }
    return jvm.add(
        new QueuedTask(
            ResourceId.at(SnapshotBuilder.process(100), address),
            className,
            new QueuedTask.Pool(
                ResourceId.at(SnapshotBuilder.process(100), pool),
                "java.util.concurrent.ThreadPoolExecutor",
                complete,
                refs,
                workers.length)));
  }

  private List<Finding> findings() {
    return new Analyser().analyse(tree.build()).findings();
  }
}
