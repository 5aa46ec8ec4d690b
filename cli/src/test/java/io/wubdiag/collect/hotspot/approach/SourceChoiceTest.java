package io.wubdiag.collect.hotspot.approach;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Source;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceChoiceTest {
  private final Jvm jvm = new SnapshotBuilder().jvm(4711, 1, "java");

  @Test
  void asksAHealthyJvmItself() {
    jvm.thread("Signal Dispatcher");
    assertThat(SourceChoice.of(jvm.kernel(), null, false, Instant.now()))
        .isEqualTo(new SourceChoice(Source.ATTACH, ""));
  }

  @Test
  void doesNotWaitForAForkedCopy() {
    Fork fork = new Fork(4700, null, List.of("Signal Dispatcher"));
    assertThat(SourceChoice.of(jvm.kernel(), fork, false, Instant.now()).best())
        .isEqualTo(Source.SERVICEABILITY);
  }

  @Test
  void neverSignalsAJvmThatWouldAnswerByADumpIntoItsOutput() {
    jvm.thread("Signal Dispatcher");
    SourceChoice choice = SourceChoice.of(jvm.kernel(), null, true, Instant.now());
    assertThat(choice.best()).isEqualTo(Source.SERVICEABILITY);
    assertThat(choice.reason()).contains("-XX:+DisableAttachMechanism");
  }

  @Test
  void leavesAStoppedProcessAlone() {
    jvm.thread("Signal Dispatcher");
    jvm.state(ProcessState.STOPPED);
    SourceChoice choice = SourceChoice.of(jvm.kernel(), null, false, Instant.now());
    assertThat(choice.best()).isEqualTo(Source.KERNEL);
    assertThat(choice.reason()).contains("kill -CONT 4711");
  }

  @Test
  void leavesAFrozenProcessAlone() {
    jvm.thread("Signal Dispatcher");
    assertThat(SourceChoice.of(jvm.frozen().kernel(), null, false, Instant.now()).best())
        .isEqualTo(Source.KERNEL);
  }
}
