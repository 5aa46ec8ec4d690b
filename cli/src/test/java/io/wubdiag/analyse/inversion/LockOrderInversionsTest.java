package io.wubdiag.analyse.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.analyse.Analyser;
import io.wubdiag.model.ExitCode;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.Level;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.Inversion;
import io.wubdiag.model.LockOrder;
import io.wubdiag.model.LockOrder.TakenLock;
import io.wubdiag.model.ResourceId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What agents found is reported, but for what a baseline names. */
class LockOrderInversionsTest {
  private static final LockOrder FORTH = order("encoder", 31, 32);
  private static final LockOrder BACK = order("uploader", 7, 8);

  private final SnapshotBuilder tree = new SnapshotBuilder();

  @Test
  void reportsWhatTheAgentFound() {
    tree.jvm(4711, 1, "java").inversion(new Inversion(List.of(FORTH, BACK)));
    List<Finding> findings = findings();

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).verdict()).isEqualTo(Verdict.LOCK_ORDER_INVERSION);
    assertThat(findings.get(0).level()).isEqualTo(Level.POTENTIAL);
    assertThat(ExitCode.of(findings, List.of(), tree.build(), false)).isEqualTo(11);
  }

  @Test
  void leavesOutWhatThreadsAreDeadlockedBy() {
    Jvm jvm = tree.jvm(4711, 1, "java");
    ResourceId disk = jvm.synchronizer(0x7100, "com.acme.Disk");
    ResourceId net = jvm.synchronizer(0x7200, "com.acme.Net");
    jvm.thread("encoder").owns(disk).parkedOn(net).at("com.acme.Net.send(Net.java:32)");
    jvm.thread("uploader").owns(net).parkedOn(disk).at("com.acme.Net.send(Net.java:8)");
    jvm.inversion(new Inversion(List.of(FORTH, BACK)));

    assertThat(findings()).extracting(Finding::verdict).containsExactly(Verdict.DEADLOCK);

    jvm.inversion(new Inversion(List.of(FORTH, order("other", 3, 4))));
    assertThat(findings())
        .extracting(Finding::verdict)
        .containsExactly(Verdict.DEADLOCK, Verdict.LOCK_ORDER_INVERSION);
  }

  @Test
  void leavesOutWhatAABaselineNames() {
    tree.jvm(4711, 1, "java").inversion(new Inversion(List.of(FORTH, BACK)));
    List<Finding> findings = findings();
    List<String> keys = Baseline.EMPTY.newKeys(findings);

    assertThat(keys).hasSize(1);
    Baseline baseline = Baseline.of(List.of("# known", "", "  " + keys.get(0)));
    assertThat(baseline.without(findings)).isEmpty();
    assertThat(baseline.newKeys(findings)).isEmpty();
    assertThat(Baseline.of(List.of("another")).without(findings)).hasSize(1);
  }

  @Test
  void knowsAnInversionAgainAfterItsLinesHaveMoved() {
    Inversion before = new Inversion(List.of(FORTH, BACK));
    Inversion after = new Inversion(List.of(order("w", 107, 108), order("v", 131, 132)));

    assertThat(after.key()).isEqualTo(before.key()).doesNotContain(".java");
  }

  @Test
  void tellsInversionsOfOtherMethodsApart() {
    TakenLock other =
        new TakenLock("com.acme.Disk", null, "com.acme.Other.save(Other.java:1)", false);
    LockOrder changed = new LockOrder("encoder", other, FORTH.taken(), List.of());

    assertThat(new Inversion(List.of(changed, BACK)).key())
        .isNotEqualTo(new Inversion(List.of(FORTH, BACK)).key());
  }

  private List<Finding> findings() {
    return new Analyser().analyse(tree.build()).findings();
  }

  private static LockOrder order(String thread, int heldLine, int takenLine) {
    return new LockOrder(
        thread,
        new TakenLock(
            "com.acme.Disk", null, "com.acme.Disk.save(Disk.java:" + heldLine + ")", false),
        new TakenLock("com.acme.Net", null, "com.acme.Net.send(Net.java:" + takenLine + ")", false),
        List.of());
  }
}
