package io.wubdiag.analyse.spinning;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.analyse.detect.Explained;
import io.wubdiag.analyse.evidence.Proof;
import io.wubdiag.analyse.graph.Tree;
import io.wubdiag.analyse.graph.WaitForGraph;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.Spinning;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Spin;
import io.wubdiag.model.Spin.Circle;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpinningThreadsTest {
  private static final Circle CIRCLE = new Circle("java.util.HashMap$Node", "next", 2);

  private final SnapshotBuilder tree = new SnapshotBuilder();
  private final Jvm jvm = tree.jvm(100, 1, "java", "Engine");
  private WaitForGraph graph = new WaitForGraph(tree.build());
  private final JvmThread one = jvm.thread("one");
  private final JvmThread two = jvm.thread("two");

  @Test
  void reportsOneCauseForAllThreadsInACircle() {
    List<Spinning> found = find(new Explained(), spin(one, CIRCLE), spin(two, CIRCLE));

    assertThat(found).hasSize(1);
    assertThat(found.get(0).verdict()).isEqualTo(Verdict.SPINNING);
    assertThat(found.get(0).certainty()).isEqualTo(Certainty.INFERRED);
    assertThat(found.get(0).circle()).isEqualTo(CIRCLE);
    assertThat(found.get(0).waiters())
        .extracting(Waiter::thread)
        .containsExactly(one.snapshot(), two.snapshot());
    assertThat(found.get(0).heldUp()).isEqualTo(new HeldUp(2, 1));
  }

  @Test
  void countsWhoWaitsBehindTheOneThatSpins() {
    ResourceId monitor = jvm.monitor(0x20, "engine.Deck");
    one.owns(monitor);
    two.blockedOn(monitor);
    Explained explained = new Explained();

    List<Spinning> found = find(explained, spin(one, null));

    assertThat(found).hasSize(1);
    assertThat(found.get(0).waiters()).extracting(Waiter::thread).containsExactly(one.snapshot());
    assertThat(found.get(0).chain()).hasSize(1);
    assertThat(found.get(0).heldUp()).isEqualTo(new HeldUp(2, 1));
    assertThat(graph.threads()).filteredOn(explained::contains).hasSize(2);
  }

  @Test
  void isSilentOfThreadsThatWereNotSeenToSpin() {
    assertThat(find(new Explained())).isEmpty();
  }

  private static Spin spin(JvmThread thread, Circle circle) {
    return new Spin(
        thread.snapshot().ref(), 12, Duration.ofMillis(600), Duration.ofMillis(300), circle);
  }

  private List<Spinning> find(Explained explained, Spin... spins) {
    ProcessTreeSnapshot before = tree.build();
    CapturedJvm seen = (CapturedJvm) before.processes().get(0);
    CapturedJvm spinning =
        new CapturedJvm(
            seen.kernel(),
            seen.jvm().withSpins(List.of(spins)),
            seen.source(),
            seen.attempts(),
            seen.paused(),
            seen.threads(),
            seen.resources());
    ProcessTreeSnapshot snapshot =
        new ProcessTreeSnapshot(
            before.host(),
            before.roots(),
            before.capturedAt(),
            before.duration(),
            before.skew(),
            List.of(spinning));
    Tree of = new Tree(snapshot);
    graph = new WaitForGraph(snapshot);
    List<Spinning> found = new SpinningThreads(snapshot, graph, new Proof(of)).find(explained);
    assertThat(found).allMatch(finding -> !((Finding) finding).evidence().isEmpty());
    return found;
  }
}
