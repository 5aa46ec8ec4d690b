package io.wubdiag.analyse.stranded;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.analyse.Analyser;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.Stranded;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Quiescence.Act;
import io.wubdiag.model.Quiescence.Waiting;
import io.wubdiag.model.ResourceId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StrandedThreadsTest {
  private final SnapshotBuilder tree = new SnapshotBuilder();
  private final Jvm jvm = tree.jvm(100, 1, "java", "Engine");
  private final JvmThread one = jvm.thread("one").still(Duration.ofMillis(300));
  private final JvmThread two = jvm.thread("two").still(Duration.ofMillis(300));
  private final ResourceId latch = jvm.unowned(0x10, "java.util.concurrent.Awaited");

  @ParameterizedTest
  @CsvSource({
    "UNLOCK_STAMP, DEADLOCK",
    "RELEASE_PERMIT, STARVED_POOL",
    "TAKE, DEAD_CONSUMER",
    "COMPLETE, NOBODY_LEFT",
  })
  void reportsWaitsThatNobodyIsLeftToEnd(Act act, Verdict verdict) {
    one.parkedOn(latch);
    jvm.standsStill(false, waits(one, act), waits(two, Act.END));

    List<Finding> findings = findings();

    assertThat(findings).hasSize(1).first().isInstanceOf(Stranded.class);
    Finding finding = findings.get(0);
    assertThat(finding.verdict()).isEqualTo(verdict);
    assertThat(finding.certainty()).isEqualTo(Certainty.INFERRED);
    assertThat(finding.resource()).isEqualTo(jvm.resource(latch));
    assertThat(finding.waiters()).extracting(Waiter::thread).containsExactly(one.snapshot());
    assertThat(finding.heldUp()).isEqualTo(new HeldUp(1, 1));
    assertThat(finding.evidence()).isNotEmpty();
  }

  @Test
  void reportsWhoWaitsToBeNotifiedAndHoldsWhatOthersNeed() {
    ResourceId outer = jvm.monitor(0x20, "engine.Playlist");
    ResourceId inner = jvm.monitor(0x30, "engine.Mailbox");
    one.owns(outer).waitingOn(inner);
    two.blockedOn(outer);
    jvm.standsStill(true, waits(one, Act.NOTIFY), waits(two, Act.UNLOCK));

    List<Finding> findings = findings();

    assertThat(findings).extracting(Finding::verdict).containsExactly(Verdict.DEADLOCK);
    Finding finding = findings.get(0);
    assertThat(finding.resource()).isEqualTo(jvm.resource(inner));
    assertThat(finding.waiters()).extracting(Waiter::thread).containsExactly(one.snapshot());
    assertThat(finding.chain()).hasSize(1);
    assertThat(finding.heldUp()).isEqualTo(new HeldUp(2, 1));
  }

  @Test
  void isSilentOfWaitsForANotificationThatHoldUpNobody() {
    one.waitingOn(jvm.monitor(0x30, "engine.Mailbox"));
    jvm.standsStill(false, waits(one, Act.NOTIFY), waits(two, Act.END));

    assertThat(findings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"SUBMIT", "NOTIFY", "UNKNOWN"})
  void isSilentOfLatchesAsLongAsAThreadWaitsForWork(Act act) {
    one.parkedOn(latch);
    jvm.standsStill(false, waits(one, Act.COMPLETE), waits(two, act));

    assertThat(findings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLETE", "RELEASE_PERMIT"})
  void isSilentWhereAShutdownHookCouldAct(Act act) {
    one.parkedOn(latch);
    jvm.standsStill(true, waits(one, act));

    assertThat(findings()).isEmpty();
  }

  @Test
  void isSilentOfAJvmThatDoesNotStandStill() {
    one.parkedOn(latch);

    assertThat(findings()).isEmpty();
  }

  @Test
  void leavesItAtTheCauseThatWasFound() {
    ResourceId left = jvm.monitor(0x20, "engine.Left");
    ResourceId right = jvm.monitor(0x30, "engine.Right");
    one.owns(left).blockedOn(right);
    two.owns(right).blockedOn(left);
    JvmThread third = jvm.thread("third").parkedOn(latch);
    jvm.standsStill(
        false, waits(one, Act.UNLOCK), waits(two, Act.UNLOCK), waits(third, Act.COMPLETE));

    assertThat(findings()).hasSize(1).first().isInstanceOf(Finding.Deadlock.class);
  }

  private static Waiting waits(JvmThread thread, Act act) {
    return new Waiting(thread.ref(), act);
  }

  private List<Finding> findings() {
    return new Analyser().analyse(tree.build()).findings();
  }
}
