package io.wubdiag.analyse.contended;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.analyse.Analyser;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.Contended;
import io.wubdiag.model.Finding.Deadlock;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.Level;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.Wait;
import io.wubdiag.render.words.EvidenceWords;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContentionTest {
  private static final Duration LONG = Duration.ofMillis(250);
  private static final Duration SHORT = Duration.ofMillis(249);

  private final SnapshotBuilder tree = new SnapshotBuilder();
  private final Jvm jvm = tree.jvm(100, 1, "java", "Engine");
  private final ResourceId lock = jvm.monitor(0x10, "engine.Cache");

  @Test
  void reportsLockThatIsHeldLong() {
    JvmThread owner =
        jvm.thread("owner")
            .at("java.lang.Thread.sleep(Native Method)")
            .at("engine.Cache.load(Cache.java:8)")
            .locked(lock)
            .owns(lock)
            .still(LONG.plusMillis(50));
    JvmThread one = jvm.thread("one").blockedOn(lock).still(SHORT);
    JvmThread two = jvm.thread("two").blockedOn(lock).still(LONG);

    Contended finding = only(Contended.class);

    assertThat(finding.level()).isEqualTo(Level.CONTENTION);
    assertThat(finding.resource()).isEqualTo(jvm.resource(lock));
    assertThat(finding.ownerThread()).isEqualTo(owner.snapshot());
    assertThat(finding.acquiredIn()).isEqualTo(owner.snapshot().frames().get(1));
    assertThat(finding.heldFor()).isEqualTo(LONG);
    assertThat(finding.waiters())
        .extracting(Waiter::thread)
        .containsExactly(one.snapshot(), two.snapshot());
    assertThat(finding.chain())
        .extracting(edge -> edge.waiter().thread())
        .containsExactly(one.snapshot());
    assertThat(finding.certainty()).isEqualTo(Certainty.PROVED);
    assertThat(finding.heldUp()).isEqualTo(new HeldUp(2, 1));
    assertThat(finding.evidence())
        .extracting(EvidenceWords::statement)
        .containsExactly(
            "\"two\" (tid 102) waits for the monitor of engine.Cache 0x10",
            "a frame of \"owner\" (tid 100) has locked the monitor of engine.Cache 0x10",
            "\"two\" (tid 102) did not run at all in 250 ms",
            "\"owner\" (tid 100) did not run at all in 300 ms");
  }

  @Test
  void isSilentIfTheOwnerRan() {
    jvm.thread("owner").owns(lock).still(SHORT);
    jvm.thread("one").blockedOn(lock).still(LONG);

    assertThat(findings()).isEmpty();
  }

  @Test
  void isSilentIfAllWaitersRan() {
    jvm.thread("owner").owns(lock).still(LONG);
    jvm.thread("one").blockedOn(lock).still(SHORT);

    assertThat(findings()).isEmpty();
  }

  @Test
  void isSilentIfWaitersGiveUpByThemselves() {
    jvm.thread("owner").owns(lock).still(LONG);
    jvm.thread("one").waitsFor(new Wait(lock, Wait.Kind.PARK, true)).still(LONG);

    assertThat(findings()).isEmpty();
  }

  @Test
  void isSilentIfTheOwnerIsNotKnown() {
    ResourceId synchronizer =
        jvm.synchronizer(0x20, "java.util.concurrent.locks.ReentrantReadWriteLock$NonfairSync");
    jvm.thread("one").parkedOn(synchronizer).still(LONG);
    jvm.ownedBy(
        lock,
        new Owner(
            new ThreadRef(SnapshotBuilder.process(100), "unseen", 0, 99),
            Liveness.LIVE,
            Record.LOCKED_FRAME,
            Certainty.PROVED));
    jvm.thread("two").blockedOn(lock).still(LONG);

    assertThat(findings()).isEmpty();
  }

  @Test
  void isSilentOnIdlePool() {
    ResourceId condition =
        jvm.unowned(0x30, "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject");
    for (int number = 0; number < 8; number++) {
      jvm.thread("pool-1-thread-" + number).parkedOn(condition).still(LONG);
    }

    assertThat(findings()).isEmpty();
  }

  @Test
  void isSilentOnVmThreadThatServes() {
    ResourceId operation = jvm.vmOperation("safepoint");
    jvm.thread("VM Thread").owns(operation).still(LONG);
    jvm.thread("one").waitsFor(new Wait(operation, Wait.Kind.VM_OPERATION, false)).still(LONG);

    assertThat(findings()).isEmpty();
  }

  @Test
  void reportsOnlyTheCauseOfChain() {
    ResourceId second = jvm.monitor(0x20, "engine.Second");
    jvm.thread("root").owns(lock).still(LONG);
    jvm.thread("between").owns(second).blockedOn(lock).still(LONG);
    jvm.thread("last").blockedOn(second).still(LONG);

    Contended finding = only(Contended.class);

    assertThat(finding.ownerThread().ref().name()).isEqualTo("root");
    assertThat(finding.heldUp()).isEqualTo(new HeldUp(2, 1));
    assertThat(finding.chain())
        .extracting(edge -> edge.waiter().thread().ref().name())
        .containsExactly("last", "between");
  }

  @Test
  void leavesWhatHangsToTheHang() {
    ResourceId left = jvm.monitor(0x20, "engine.Left");
    ResourceId right = jvm.monitor(0x30, "engine.Right");
    jvm.thread("left").owns(left).blockedOn(right).still(LONG);
    jvm.thread("right").owns(right).owns(lock).blockedOn(left).still(LONG);
    jvm.thread("behind").blockedOn(lock).still(LONG);

    assertThat(only(Deadlock.class).heldUp()).isEqualTo(new HeldUp(3, 1));
  }

  @Test
  void leavesStoppedProcessAlone() {
    jvm.state(ProcessState.STOPPED);
    jvm.thread("owner").owns(lock).still(LONG);
    jvm.thread("waiter").blockedOn(lock).still(LONG);

    only(Finding.Stopped.class);
  }

  @Test
  void ranksHangBeforeContentionThatHoldsUpMore() {
    jvm.thread("owner").owns(lock).still(LONG);
    for (int number = 0; number < 5; number++) {
      jvm.thread("waiter").blockedOn(lock).still(LONG);
    }
    ResourceId orphan = jvm.synchronizer(0x20, "java.util.concurrent.locks.ReentrantLock$FairSync");
    jvm.ownedByTerminated(orphan, "gone", 99);
    jvm.thread("orphaned").parkedOn(orphan);

    assertThat(findings())
        .extracting(Finding::level, finding -> finding.heldUp().threads())
        .containsExactly(tuple(Level.HANG, 1), tuple(Level.CONTENTION, 5));
  }

  private List<Finding> findings() {
    return new Analyser().analyse(tree.build()).findings();
  }

  private <F extends Finding> F only(Class<F> type) {
    List<Finding> findings = findings();
    assertThat(findings).hasSize(1).first().isInstanceOf(type);
    return type.cast(findings.get(0));
  }
}
