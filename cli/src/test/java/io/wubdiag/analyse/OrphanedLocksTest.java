package io.wubdiag.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.OrphanedLock;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Wait;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrphanedLocksTest {
  private static final String REENTRANT = "java.util.concurrent.locks.ReentrantLock$NonfairSync";

  private final SnapshotBuilder tree = new SnapshotBuilder();
  private final Jvm jvm = tree.jvm(100, 1, "java", "Engine");
  private final ResourceId lock = jvm.synchronizer(0x10, REENTRANT);

  @Test
  void reportsLockWhoseOwnerHasEnded() {
    ResourceId monitor = jvm.monitor(0x20, "engine.Queue");
    Owner owner = jvm.ownedByTerminated(lock, "loader", 77);
    JvmThread one = jvm.thread("one").parkedOn(lock);
    JvmThread two = jvm.thread("two").owns(monitor).parkedOn(lock);
    jvm.thread("three").blockedOn(monitor);
    jvm.thread("timed").waitsFor(new Wait(lock, Wait.Kind.PARK, true));

    List<Finding> findings = new Analyser().analyse(tree.build()).findings();

    assertThat(findings).hasSize(1).first().isInstanceOf(OrphanedLock.class);
    OrphanedLock orphan = (OrphanedLock) findings.get(0);
    assertThat(orphan.resource()).isEqualTo(jvm.resource(lock));
    assertThat(orphan.owner()).isEqualTo(owner);
    assertThat(orphan.waiters())
        .extracting(Waiter::thread)
        .containsExactly(one.snapshot(), two.snapshot());
    assertThat(orphan.chain())
        .extracting(edge -> edge.waiter().thread().ref().name())
        .containsExactly("three", "two");
    assertThat(orphan.certainty()).isEqualTo(Certainty.PROVED);
    assertThat(orphan.heldUp()).isEqualTo(new HeldUp(3, 1));
    assertThat(orphan.evidence())
        .extracting(Evidence::statement)
        .containsExactly(
            "\"two\" (tid 101) waits for " + REENTRANT + " 0x10",
            "exclusiveOwnerThread of " + REENTRANT + " 0x10 is \"loader\" (Java id 77)",
            "\"loader\" has ended");
  }

  @Test
  void isSilentWhereNobodyWaitsForEver() {
    jvm.ownedByTerminated(lock, "loader", 77);
    jvm.thread("timed").waitsFor(new Wait(lock, Wait.Kind.PARK, true));

    assertThat(new Analyser().analyse(tree.build()).findings()).isEmpty();
  }
}
