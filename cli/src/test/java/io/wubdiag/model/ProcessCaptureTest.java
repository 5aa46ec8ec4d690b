package io.wubdiag.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessCapture.CapturedNative;
import io.wubdiag.model.ProcessCapture.Runtime;
import io.wubdiag.model.ProcessCapture.VanishedProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessCaptureTest {
  @Test
  void keepsAllButThreadsAndResources() {
    Jvm builder = new SnapshotBuilder().jvm(4711, 1, "java");
    builder.monitor(0x10, "java.lang.Object");
    builder.thread("main");
    CapturedJvm jvm = builder.build();
    assertThat(jvm.with(jvm.threads(), jvm.resources())).isEqualTo(jvm);
    assertThat(jvm.with(List.of(), List.of()).jvm()).isEqualTo(jvm.jvm());

    Fork fork = new Fork(42, null, List.of());
    CapturedNative python =
        new CapturedNative(
            jvm.kernel(),
            Runtime.CPYTHON,
            Source.MEMORY,
            fork,
            List.of(),
            jvm.threads(),
            List.of());
    CapturedNative other = python.with(List.of(), jvm.resources());
    assertThat(other.source()).isEqualTo(Source.MEMORY);
    assertThat(other.fork()).isEqualTo(fork);
    assertThat(other.threads()).isEmpty();
    assertThat(other.resources()).isEqualTo(jvm.resources());
  }

  @Test
  void leavesOneThatVanishedAsItIs() {
    VanishedProcess vanished = new VanishedProcess(7, 1, "sh", List.of());
    assertThat(vanished.with(List.of(), List.of())).isSameAs(vanished);
  }
}
