package io.wubdiag.collect.cpython;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.FactsBuilder;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Host;
import io.wubdiag.model.JvmFacts;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.OwnableSynchronizer;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Source;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PythonInJvmTest {
  private static final ProcessIdentity PROCESS = new ProcessIdentity(new Host(""), 7, 1, 0);
  private static final ResourceId LOCK = ResourceId.at(PROCESS, 0x1000);
  private static final Wait ACQUIRES = new Wait(LOCK, Wait.Kind.ACQUIRE, false);
  private static final Frame JAVA = Frame.of("a.Bridge", "call", "Bridge.java", 1);
  private static final Frame PYTHON = Frame.of("mix", "level", "/opt/mix.py", 2);

  @Test
  void putsPythonFramesBeforeJavaFramesOfOneThatSleepsAtPythonsLock() {
    CapturedJvm merged =
        merge(jvm(thread("main", 7, JAVA, null)), thread("MainThread", 7, PYTHON, ACQUIRES));
    assertThat(merged.threads()).hasSize(1);
    ThreadSnapshot main = merged.threads().get(0);
    assertThat(main.ref().name()).isEqualTo("main");
    assertThat(main.frames()).containsExactly(PYTHON, JAVA);
    assertThat(main.waitsFor()).isEqualTo(ACQUIRES);
    assertThat(merged.resources()).extracting(Resource::id).containsExactly(LOCK);
  }

  @Test
  void leavesTheStackOfOneThatWaitsInJava() {
    Wait parks = new Wait(ResourceId.at(PROCESS, 0x2000), Wait.Kind.PARK, false);
    ThreadSnapshot java = thread("main", 7, JAVA, parks);
    assertThat(merge(jvm(java), thread("MainThread", 7, PYTHON, null)).threads())
        .containsExactly(java);
  }

  @Test
  void addsThreadsThatTheJvmDoesNotKnow() {
    ThreadSnapshot python = thread("reader", 9, PYTHON, null);
    assertThat(merge(jvm(thread("main", 7, JAVA, null)), python).threads())
        .hasSize(2)
        .contains(python);
  }

  @Test
  void tellsOnlyOfAttemptsThatFailedOrTookGdb() {
    Attempt read = new Attempt(Source.MEMORY, Outcome.ANSWERED, "", Duration.ZERO);
    Attempt symbols = new Attempt(Source.GDB, Outcome.ANSWERED, "", Duration.ZERO);
    CapturedJvm merged =
        PythonInJvm.merge(
            jvm(thread("main", 7, JAVA, null)), List.of(read, symbols), List.of(), List.of());
    assertThat(merged.attempts()).containsExactly(symbols);
  }

  private static CapturedJvm merge(CapturedJvm jvm, ThreadSnapshot python) {
    return PythonInJvm.merge(
        jvm,
        List.of(),
        List.of(python),
        List.of(new OwnableSynchronizer(LOCK, "_thread.RLock", List.of())));
  }

  private static ThreadSnapshot thread(String name, long tid, Frame frame, @Nullable Wait wait) {
    return new ThreadSnapshot(
        new ThreadRef(PROCESS, name, tid, 0),
        null,
        false,
        false,
        false,
        null,
        List.of(frame),
        wait,
        Duration.ofMillis(1));
  }

  private static CapturedJvm jvm(ThreadSnapshot thread) {
    KernelFacts kernel =
        new FactsBuilder(PROCESS, "python3")
            .executable("/usr/bin/python3.11")
            .jvm("/opt/jdk/lib/server/libjvm.so")
            .build();
    return new CapturedJvm(
        kernel,
        new JvmFacts(null, null, null, null),
        Source.ATTACH,
        List.of(),
        Duration.ZERO,
        List.of(thread),
        List.of());
  }
}
