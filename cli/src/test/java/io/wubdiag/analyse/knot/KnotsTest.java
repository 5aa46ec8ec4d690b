package io.wubdiag.analyse.knot;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.analyse.Analyser;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Enablers;
import io.wubdiag.model.Enablers.Completeness;
import io.wubdiag.model.Enablers.Enabler;
import io.wubdiag.model.Enablers.How;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.Knot;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ThreadRef;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Knots of waits without an owner, and programs at rest that look like them. */
class KnotsTest {
  private static final Duration LONG = Duration.ofSeconds(40);

  private final SnapshotBuilder tree = new SnapshotBuilder();
  private final Jvm jvm = tree.jvm(4711, 1, "java", "Engine");

  @Test
  void findsTwoThatWaitForEachOther() {
    JvmThread one = working("one", 0x10);
    JvmThread two = working("two", 0x20);
    one.endedBy(Completeness.AS_READ, two);
    two.endedBy(Completeness.AS_READ, one);

    Knot knot = onlyKnot();

    assertThat(knot.verdict()).isEqualTo(Verdict.DEADLOCK);
    assertThat(knot.certainty()).isEqualTo(Certainty.INFERRED);
    assertThat(knot.chain()).hasSize(2);
    assertThat(knot.chain().get(0).owner().record()).isEqualTo(Owner.Record.REACHES);
    assertThat(knot.heldUp()).isEqualTo(new HeldUp(2, 1));
  }

  @Test
  void isSilentIfAThirdThreadCouldHelp() {
    JvmThread one = working("one", 0x10);
    JvmThread two = working("two", 0x20);
    JvmThread timer = jvm.thread("timer").at("engine.Timer.run(Timer.java:1)");
    one.endedBy(Completeness.AS_READ, two, timer);
    two.endedBy(Completeness.AS_READ, one);

    assertThat(findings()).isEmpty();
  }

  @Test
  void isSilentIfOthersMayExist() {
    JvmThread one = working("one", 0x10);
    JvmThread two = working("two", 0x20);
    one.endedBy(Completeness.OPEN, two);
    two.endedBy(Completeness.AS_READ, one);

    assertThat(findings()).isEmpty();
  }

  @Test
  void isSilentIfAThreadThatCouldHelpWasNotSeen() {
    JvmThread one = working("one", 0x10);
    ThreadRef unseen = new ThreadRef(SnapshotBuilder.process(4711), "unseen", 999, 99);
    one.endedBy(
        new Enablers(
            List.of(new Enabler(one.ref(), How.REACHES), new Enabler(unseen, How.REACHES)),
            Completeness.AS_READ));

    assertThat(findings()).isEmpty();
  }

  @Test
  void findsOneThatWaitsForItself() {
    JvmThread worker = working("worker", 0x10);
    worker.endedBy(
        new Enablers(List.of(new Enabler(worker.ref(), How.SERVES_QUEUE)), Completeness.COMPLETE));

    Knot knot = onlyKnot();

    assertThat(knot.verdict()).isEqualTo(Verdict.STARVED_POOL);
    assertThat(knot.certainty()).isEqualTo(Certainty.PROVED);
    assertThat(knot.chain()).hasSize(1);
  }

  @Test
  void findsCycleOfALockAndAWait() {
    JvmThread holder = working("holder", 0x10);
    JvmThread blocked = jvm.thread("blocked").at("engine.Work.run(Work.java:9)").still(LONG);
    blocked.blockedOn(jvm.monitor(0x20, "engine.Store"));
    holder.owns(jvm.resource(jvm.monitor(0x20, "engine.Store")).id());
    holder.endedBy(Completeness.COMPLETE, blocked);

    Knot knot = onlyKnot();

    assertThat(knot.verdict()).isEqualTo(Verdict.DEADLOCK);
    assertThat(knot.certainty()).isEqualTo(Certainty.PROVED);
    assertThat(knot.chain()).hasSize(2);
  }

  @Test
  void countsThoseBehindTheKnot() {
    JvmThread one = working("one", 0x10);
    JvmThread two = working("two", 0x20);
    JvmThread behind = working("behind", 0x30);
    one.endedBy(Completeness.AS_READ, two);
    two.endedBy(Completeness.AS_READ, one);
    behind.endedBy(Completeness.AS_READ, one);

    assertThat(onlyKnot().heldUp()).isEqualTo(new HeldUp(3, 1));
  }

  @Test
  void namesThreadForWhomNobodyIsLeft() {
    JvmThread lost = working("lost", 0x10);
    JvmThread behind = working("behind", 0x20);
    lost.endedBy(Completeness.AS_READ);
    behind.endedBy(Completeness.COMPLETE, lost);

    Knot knot = onlyKnot();

    assertThat(knot.verdict()).isEqualTo(Verdict.NOBODY_LEFT);
    assertThat(knot.waiters()).hasSize(1);
    assertThat(knot.heldUp()).isEqualTo(new HeldUp(2, 1));
  }

  @Test
  void isSilentOfAThreadThatOnlyKeepsItsProgramAlive() {
    working("main", 0x10).endedBy(Completeness.AS_READ);

    assertThat(findings()).isEmpty();
  }

  @Test
  void isSilentOfMainAndItsIdlePool() {
    JvmThread main = working("main", 0x10);
    JvmThread idle =
        jvm.thread("pool-1-thread-1")
            .at("jdk.internal.misc.Unsafe.park(Native Method)")
            .at("java.util.concurrent.LinkedBlockingQueue.take(LinkedBlockingQueue.java:435)")
            .at("java.util.concurrent.ThreadPoolExecutor.getTask(ThreadPoolExecutor.java:1062)")
            .at("java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1122)")
            .at("java.util.concurrent.ThreadPoolExecutor$Worker.run(ThreadPoolExecutor.java:635)")
            .parkedOn(jvm.unowned(0x20, "java.util.concurrent.locks.Condition"))
            .still(LONG);
    main.endedBy(Completeness.AS_READ, idle);
    idle.endedBy(Completeness.AS_READ, main);

    assertThat(findings()).isEmpty();
  }

  @Test
  void isSilentOfThreadsThatHaveJustRun() {
    JvmThread one = working("one", 0x10).still(Duration.ZERO);
    JvmThread two = working("two", 0x20);
    one.endedBy(Completeness.AS_READ, two);
    two.endedBy(Completeness.AS_READ, one);

    assertThat(findings()).isEmpty();
  }

  private JvmThread working(String name, long address) {
    return jvm.thread(name)
        .at("jdk.internal.misc.Unsafe.park(Native Method)")
        .at("engine.Work.await(Work.java:7)")
        .parkedOn(jvm.unowned(address, "engine.Event"))
        .still(LONG);
  }

  private Knot onlyKnot() {
    assertThat(findings()).hasSize(1);
    return (Knot) findings().get(0);
  }

  private List<Finding> findings() {
    return new Analyser().analyse(tree.build()).findings();
  }
}
