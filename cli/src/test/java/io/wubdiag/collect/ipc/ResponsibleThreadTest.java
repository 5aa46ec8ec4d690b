package io.wubdiag.collect.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.FactsBuilder;
import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.collect.kernel.SystemCallNumbers;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResponsibleThreadTest {
  private final Jvm jvm = new SnapshotBuilder().jvm(4711, 1, "java");
  private final Set<ThreadRef> held = new HashSet<>();
  private final Set<ThreadRef> still = new HashSet<>();

  /** A thread that did not run. */
  private JvmThread thread(String name) {
    JvmThread thread = jvm.thread(name).at("Main.run(Main.java:1)").state(Thread.State.WAITING);
    still.add(thread.ref());
    return thread;
  }

  private ResponsibleThread acting() {
    CapturedJvm built = jvm.build();
    CapturedJvm waiting =
        new CapturedJvm(
            withCalls(built.kernel()),
            built.jvm(),
            built.source(),
            built.attempts(),
            built.paused(),
            built.threads(),
            built.resources());
    return ResponsibleThread.of(waiting, held, still);
  }

  /** A copy of the facts with all tasks in a futex wait without a time limit. */
  private static KernelFacts withCalls(KernelFacts facts) {
    long futex = SystemCallNumbers.ofThisMachine().futex();
    SystemCall call = new SystemCall(futex, List.of(0x1000L, 0L, 0L, 0L, 0L, 0L), 0, 0);
    List<Task> tasks = new ArrayList<>();
    for (Task task : facts.tasks()) {
      tasks.add(
          new Task(task.tid(), task.namespaceTid(), task.name(), task.state(), null, call, null));
    }
    return FactsBuilder.like(facts).tasks(tasks).build();
  }

  @Test
  void isTheOnlyOne() {
    JvmThread main = thread("main");
    assertThat(acting().thread()).isEqualTo(main.ref());
    assertThat(acting().certain()).isTrue();
  }

  @Test
  void isTheOnlyOneBesideThoseOfTheJvm() {
    JvmThread main = thread("main");
    thread("Reference Handler").daemon();
    jvm.thread("JNA Cleaner")
        .daemon()
        .at("java.lang.Object.wait(Native Method)")
        .at("java.lang.ref.ReferenceQueue.remove(ReferenceQueue.java:155)");
    assertThat(acting().thread()).isEqualTo(main.ref());
    assertThat(acting().certain()).isTrue();
  }

  @Test
  void isTheOnlyOneThatIsHeldUp() {
    thread("idle");
    JvmThread writer = thread("writer");
    held.add(writer.ref());
    assertThat(acting().thread()).isEqualTo(writer.ref());
    assertThat(acting().certainty()).isEqualTo(Certainty.INFERRED);
  }

  @Test
  void isNotKnownWhileAnotherOneRuns() {
    held.add(thread("writer").ref());
    JvmThread busy = thread("busy");
    still.remove(busy.ref());
    assertThat(acting().thread()).isNull();
    assertThat(acting().unknown()).contains("\"busy\"", "may read it soon");
  }

  @Test
  void isNotKnownWhileAnotherOneSleepsForATime() {
    held.add(thread("writer").ref());
    thread("ticker").state(Thread.State.TIMED_WAITING);
    assertThat(acting().thread()).isNull();
  }

  @Test
  void isTheOneThatTheOthersWaitFor() {
    ResourceId inner = jvm.monitor(0x10, "java.lang.Object");
    ResourceId outer = jvm.monitor(0x20, "java.lang.Object");
    JvmThread writer = thread("writer").locked(inner).owns(inner);
    held.add(writer.ref());
    thread("second").locked(outer).owns(outer).blockedOn(inner);
    thread("third").blockedOn(outer);
    assertThat(acting().thread()).isEqualTo(writer.ref());
    assertThat(acting().certainty()).isEqualTo(Certainty.INFERRED);
  }

  @Test
  void isNotKnownIfSeveralAreHeldUpByDifferentThings() {
    held.add(thread("one").ref());
    held.add(thread("other").ref());
    assertThat(acting().thread()).isNull();
    assertThat(acting().unknown()).contains("several threads");
  }

  @Test
  void isNotKnownInACycle() {
    ResourceId left = jvm.monitor(0x10, "java.lang.Object");
    ResourceId right = jvm.monitor(0x20, "java.lang.Object");
    thread("a").locked(left).owns(left).blockedOn(right);
    thread("b").locked(right).owns(right).blockedOn(left);
    assertThat(acting().thread()).isNull();
  }

  @Test
  void isAnyOfAStoppedProcess() {
    JvmThread main = thread("main");
    thread("other");
    jvm.state(ProcessState.STOPPED);
    assertThat(acting().thread()).isEqualTo(main.ref());
    assertThat(acting().certain()).isTrue();
  }
}
