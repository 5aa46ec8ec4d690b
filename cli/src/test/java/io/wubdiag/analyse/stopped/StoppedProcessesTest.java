package io.wubdiag.analyse.stopped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.analyse.Analyser;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.Stopped;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Wait;
import io.wubdiag.render.words.AllWords;
import io.wubdiag.render.words.EvidenceWords;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoppedProcessesTest {
  private final SnapshotBuilder tree = new SnapshotBuilder();
  private final Jvm jvm = tree.jvm(100, 1, "java", "Engine");

  @Test
  void reportsEachProcessStoppedBySignal() {
    Jvm other = tree.jvm(200, 100, "java", "Worker").state(ProcessState.STOPPED);
    jvm.state(ProcessState.STOPPED);
    jvm.thread("main");
    other.thread("one");
    other.thread("two");

    List<Stopped> found = stopped();

    assertThat(found).extracting(finding -> finding.process().pid()).containsExactly(200L, 100L);
    assertThat(summary(found.get(0))).isEqualTo("Process 200 does not run: stopped by a signal.");
    assertThat(found.get(0).certainty()).isEqualTo(Certainty.PROVED);
    assertThat(found.get(0).heldUp()).isEqualTo(new HeldUp(4, 1));
    assertThat(found.get(0).chain()).isEmpty();
    assertThat(found.get(0).evidence())
        .extracting(EvidenceWords::statement, EvidenceWords::check)
        .containsExactly(
            tuple("process 200 is in state T", "grep -E 'State|TracerPid' /proc/200/status"));
  }

  @Test
  void countsThreadsOfOtherProcessesBehindIt() {
    Jvm other = tree.jvm(200, 100, "java", "Worker").state(ProcessState.STOPPED);
    ResourceId shared = other.nativeMutex(0x10, null);
    JvmThread owner = other.thread("owner").owns(shared);
    jvm.thread("main").waitsFor(new Wait(shared, Wait.Kind.NATIVE_MUTEX, false));

    Stopped finding = stopped().get(0);

    assertThat(finding.heldUp())
        .as("its three tasks, two of them HotSpot's own, and the thread behind them")
        .isEqualTo(new HeldUp(4, 2));
    assertThat(finding.chain())
        .extracting(edge -> edge.owner())
        .containsExactly(owner.owner(Record.MUTEX_OWNER));
  }

  @Test
  void saysWhatElseKeepsItFromRunning() {
    jvm.state(ProcessState.TRACED).frozen();
    jvm.thread("main");

    assertThat(stopped())
        .extracting(StoppedProcessesTest::summary)
        .containsExactly(
            "Process 100 does not run: stopped by a debugger, and its control group is frozen.");
  }

  @Test
  void reportsFrozenControlGroup() {
    jvm.frozen();
    jvm.thread("main");

    assertThat(stopped())
        .extracting(StoppedProcessesTest::summary)
        .containsExactly("Process 100 does not run: control group frozen.");
  }

  @Test
  void isSureOfDebuggerOnlyIfAllOfSeveralTasksAreStopped() {
    jvm.state(ProcessState.TRACED).forkedFrom(50);
    jvm.thread("main");

    assertThat(stopped()).extracting(Stopped::certainty).containsExactly(Certainty.INFERRED);

    jvm.thread("other");

    assertThat(stopped()).extracting(Stopped::certainty).containsExactly(Certainty.PROVED);
  }

  @Test
  void reportsUninterruptibleSleepThatLasts() {
    jvm.state(ProcessState.DISK_SLEEP);
    jvm.thread("reader").still(Duration.ofMillis(250));
    jvm.thread("other reader").still(Duration.ofMillis(249));

    Stopped finding = stopped().get(0);

    assertThat(summary(finding)).isEqualTo("Process 100 does not run: in uninterruptible sleep.");
    assertThat(finding.certainty()).isEqualTo(Certainty.INFERRED);
    assertThat(finding.heldUp()).isEqualTo(new HeldUp(1, 1));
    assertThat(finding.evidence())
        .extracting(EvidenceWords::statement)
        .containsExactly("\"reader\" (tid 100) slept uninterruptibly for 250 ms");
  }

  @Test
  void isSilentOnUninterruptibleSleepSeenOnce() {
    jvm.state(ProcessState.DISK_SLEEP);
    jvm.thread("reader");

    assertThat(findings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"RUNNING", "SLEEPING", "ZOMBIE", "DEAD", "IDLE", "UNKNOWN"})
  void isSilentOnOtherStates(ProcessState state) {
    jvm.state(state);
    jvm.thread("main").still(Duration.ofSeconds(5));

    assertThat(findings()).isEmpty();
  }

  private static String summary(Finding finding) {
    return AllWords.of(finding).summary();
  }

  private List<Finding> findings() {
    return new Analyser().analyse(tree.build()).findings();
  }

  private List<Stopped> stopped() {
    List<Finding> findings = findings();
    assertThat(findings).isNotEmpty().allMatch(finding -> finding instanceof Stopped);
    return findings.stream().map(finding -> (Stopped) finding).toList();
  }
}
