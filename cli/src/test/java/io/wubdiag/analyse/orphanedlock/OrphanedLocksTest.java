package io.wubdiag.analyse.orphanedlock;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.PoolStacks;
import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.analyse.Analyser;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.Level;
import io.wubdiag.model.Finding.OrphanedLock;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Wait;
import io.wubdiag.render.words.EvidenceWords;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrphanedLocksTest {
  private static final String REENTRANT = "java.util.concurrent.locks.ReentrantLock$NonfairSync";
  private static final Duration LONG = Duration.ofMillis(250);

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
        .extracting(EvidenceWords::statement)
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

  @Test
  void reportsLockOfPooledThreadThatWaitsForItsNextTask() {
    JvmThread pooled = idle();
    pooled.owns(lock);
    JvmThread one = jvm.thread("one").parkedOn(lock).still(LONG);

    List<Finding> findings = new Analyser().analyse(tree.build()).findings();

    assertThat(findings).hasSize(1).first().isInstanceOf(OrphanedLock.class);
    OrphanedLock orphan = (OrphanedLock) findings.get(0);
    assertThat(orphan.level()).isEqualTo(Level.HANG);
    assertThat(orphan.certainty()).isEqualTo(Certainty.INFERRED);
    assertThat(orphan.idle()).isEqualTo(pooled.snapshot());
    assertThat(orphan.owner().liveness()).isEqualTo(Owner.Liveness.LIVE);
    assertThat(orphan.waiters()).extracting(Waiter::thread).containsExactly(one.snapshot());
    assertThat(orphan.heldUp()).isEqualTo(new HeldUp(1, 1));
    assertThat(orphan.evidence())
        .extracting(EvidenceWords::statement)
        .containsExactly(
            "\"one\" (tid 101) waits for " + REENTRANT + " 0x10",
            "exclusiveOwnerThread of " + REENTRANT + " 0x10 is \"pool-1-thread-1\" (tid 100)",
            "\"one\" (tid 101) did not run at all in 250 ms",
            "\"pool-1-thread-1\" (tid 100) waits for its pool's next task: its stack has no"
                + " frame of a task",
            "\"pool-1-thread-1\" (tid 100) did not run at all in 250 ms");
  }

  /** One reader is enough, even among others that are at work. */
  @Test
  void reportsReadLockOfPooledThread() {
    ResourceId files =
        jvm.synchronizer(0x30, "java.util.concurrent.locks.ReentrantReadWriteLock$NonfairSync");
    jvm.thread("reader").at("engine.Files.read(Files.java:8)").owns(files, Owner.Record.READ_HOLD);
    JvmThread pooled = idle().owns(files, Owner.Record.READ_HOLD);
    jvm.thread("writer").parkedOn(files);

    assertThat(new Analyser().analyse(tree.build()).findings())
        .singleElement()
        .isInstanceOfSatisfying(
            OrphanedLock.class,
            orphan -> assertThat(orphan.owner().thread()).isEqualTo(pooled.ref()));
  }

  /** It may have got the lock in a task that ran between the two looks. */
  @Test
  void asksNoPooledThreadThatRanMeanwhile() {
    idle().still(LONG.minusMillis(1)).owns(lock);
    jvm.thread("one").parkedOn(lock).still(LONG);

    assertThat(new Analyser().analyse(tree.build()).findings()).isEmpty();
  }

  @Test
  void callsTaskThatHoldsLockLongContention() {
    PoolStacks.worker(
            jvm.thread("pool-1-thread-1")
                .at("jdk.internal.misc.Unsafe.park(Native Method)")
                .at("engine.Encoder.run(Encoder.java:9)"))
        .owns(lock)
        .still(LONG);
    jvm.thread("one").parkedOn(lock).still(LONG);

    assertThat(new Analyser().analyse(tree.build()).findings())
        .extracting(Finding::verdict)
        .containsExactly(Finding.Verdict.CONTENDED);
  }

  private JvmThread idle() {
    ResourceId work =
        jvm.unowned(0x40, "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject");
    return PoolStacks.fixed(jvm.thread("pool-1-thread-1").parkedOn(work)).still(LONG);
  }
}
