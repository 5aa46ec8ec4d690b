package io.wubdiag.analyse.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.analyse.Analyser;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.JvmFacts;
import io.wubdiag.model.NotEvaluated;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessCapture.CapturedNative;
import io.wubdiag.model.ProcessCapture.Runtime;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Source;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenQuestionsTest {
  private static final String REENTRANT = "java.util.concurrent.locks.ReentrantLock$NonfairSync";

  private final SnapshotBuilder tree = new SnapshotBuilder();

  @Test
  void asksNothingOfJvmThatAnswered() {
    tree.jvm(100, 1, "java").thread("main");

    assertThat(open()).isEmpty();
  }

  @Test
  void saysWhyThreadsCouldNotBeHad() {
    Jvm jvm = tree.jvm(100, 1, "java").from(Source.KERNEL);
    jvm.attempt(Source.KERNEL, Outcome.ANSWERED, "", 1)
        .attempt(Source.ATTACH, Outcome.SKIPPED, "attach is disabled", 0)
        .attempt(Source.SERVICEABILITY, Outcome.NOT_PERMITTED, "ptrace refused; be root", 3);
    jvm.thread("java");
    jvm.thread("VM Thread");

    assertThat(open())
        .containsExactly(
            new NotEvaluated(
                Verdict.DEADLOCK,
                100,
                "attach: attach is disabled; serviceability: ptrace refused; be root"));
  }

  @Test
  void asksWhoHoldsAMonitorWhereVirtualThreadsWereNotListed() {
    Jvm jvm = tree.jvm(100, 1, "java");
    jvm.attempt(Source.MEMORY, Outcome.ANSWERED, "", 1)
        .attempt(Source.ATTACH, Outcome.ANSWERED, "they could not be listed: they run", 2);
    jvm.virtualThread("parked").parkedOn(jvm.unowned(0x10, REENTRANT));
    assertThat(open()).isEmpty();

    jvm.virtualThread("blocked").state(Thread.State.BLOCKED);
    jvm.thread("main").blockedOn(jvm.monitor(0x20, "java.lang.Object"));
    assertThat(open())
        .containsExactly(
            new NotEvaluated(
                Verdict.DEADLOCK,
                100,
                "2 threads wait for monitors, and the owners are unknown: they could not"
                    + " be listed: they run"));
  }

  @Test
  void asksForVirtualThreadsThatCouldNeitherBeListedNorRead() {
    tree.jvm(100, 1, "java")
        .attempt(Source.MEMORY, Outcome.NOT_PERMITTED, "no permission", 1)
        .attempt(Source.ATTACH, Outcome.ANSWERED, "they could not be listed: they run", 2)
        .thread("main");

    assertThat(open())
        .containsExactly(
            new NotEvaluated(Verdict.DEADLOCK, 100, "they could not be listed: they run"));
  }

  @Test
  void asksWhoHoldsAMonitorWhereThereAreNoStacks() {
    Jvm jvm = tree.jvm(100, 1, "java").from(Source.MEMORY);
    jvm.attempt(Source.ATTACH, Outcome.TIMED_OUT, "no answer in 6 s", 6000);
    jvm.thread("VM Thread");
    assertThat(open()).isEmpty();

    jvm.thread("waiter").blockedOn(jvm.monitor(0x10, "java.lang.Object"));
    assertThat(open())
        .containsExactly(
            new NotEvaluated(
                Verdict.DEADLOCK,
                100,
                "1 thread waits for monitors, and the stacks that show the owners could not be"
                    + " read: attach: no answer in 6 s"));
  }

  @Test
  void asksForForkWhereThereIsNoVmThread() {
    Jvm copy = new SnapshotBuilder().jvm(100, 1, "java").from(Source.KERNEL).forkedFrom(50);
    copy.thread("java");
    JvmFacts unknown = new JvmFacts(null, null, null, null);
    tree.capture(
        new CapturedJvm(
            copy.kernel(), unknown, Source.KERNEL, List.of(), Duration.ZERO, List.of(), List.of()));
    tree.jvm(200, 1, "java").from(Source.KERNEL).thread("java");

    assertThat(open())
        .extracting(NotEvaluated::pid, NotEvaluated::analysis)
        .containsExactly(
            tuple(100L, Verdict.DEADLOCK),
            tuple(100L, Verdict.FORK_INHERITED),
            tuple(200L, Verdict.DEADLOCK));
  }

  @Test
  void asksNotForForkWhereThatWasFound() {
    Jvm jvm = tree.jvm(100, 1, "java").from(Source.KERNEL).forkedFrom(50);
    ResourceId mutex = jvm.nativeMutex(0x10, "Compile_lock");
    jvm.ownedBy(
        mutex,
        new Owner(
            new ThreadRef(SnapshotBuilder.process(100), "?", 51, 0),
            Liveness.GHOST,
            Record.MUTEX_OWNER,
            Certainty.PROVED));
    jvm.thread("java").waitsFor(new Wait(mutex, Wait.Kind.NATIVE_MUTEX, false));

    assertThat(open()).extracting(NotEvaluated::analysis).containsExactly(Verdict.DEADLOCK);
  }

  @Test
  void saysThatStoppedJvmCannotBeAsked() {
    Jvm jvm = tree.jvm(100, 1, "java").from(Source.KERNEL).state(ProcessState.STOPPED);
    jvm.thread("VM Thread");

    assertThat(open())
        .containsExactly(
            new NotEvaluated(
                Verdict.DEADLOCK,
                100,
                "stopped by a signal, so its JVM can't answer; resume it and try again"));
  }

  @Test
  void asksWhoMayReleaseASemaphoreOnlyWhereThatIsUnknown() {
    Jvm jvm = tree.jvm(100, 1, "java");
    ResourceId known = ResourceId.named(SnapshotBuilder.HOST, "semaphore 1");
    jvm.add(new Resource.SharedSemaphore(known, "known", List.of(100L), null));
    assertThat(open()).isEmpty();

    ResourceId id = ResourceId.named(SnapshotBuilder.HOST, "semaphore 2");
    jvm.add(new Resource.SharedSemaphore(id, "aB3", List.of(100L), "process 7 is hidden"));
    assertThat(open())
        .containsExactly(
            new NotEvaluated(
                Verdict.NOBODY_LEFT,
                100,
                "a thread waits for the semaphore aB3: process 7 is hidden"));
  }

  @Test
  void asksWhoInitialisesAClassOnlyWhereThatCouldNotBeRead() {
    Jvm jvm = tree.jvm(100, 1, "java");
    jvm.thread("waiter")
        .waitsFor(
            new Wait(
                jvm.classInitialisation("com.acme.Done"), Wait.Kind.CLASS_INITIALISATION, false));
    assertThat(open()).isEmpty();

    ResourceId id = ResourceId.named(SnapshotBuilder.process(100), "initialisation:com.acme.Cache");
    jvm.add(new Resource.ClassInitialisation(id, "com.acme.Cache", "too many classes", List.of()));
    assertThat(open())
        .containsExactly(
            new NotEvaluated(
                Verdict.DEADLOCK,
                100,
                "a thread waits for the initialisation of com.acme.Cache: too many classes"));
  }

  @Test
  void saysThatRootIsGoneAndOfOthersNothing() {
    tree.vanished(100, 1, "java Engine");
    tree.vanished(200, 100, "java Worker");

    assertThat(open())
        .containsExactly(
            new NotEvaluated(Verdict.DEADLOCK, 100, "it ended before it could be inspected"));
  }

  @Test
  void asksOfNativeProcessOnlyIfItMayBeJvm() {
    tree.capture(nativeProcess(100, Outcome.ANSWERED, ""));
    tree.capture(nativeProcess(200, Outcome.NOT_PERMITTED, "can't tell whether it is a JVM"));

    assertThat(open())
        .containsExactly(new NotEvaluated(Verdict.DEADLOCK, 200, "can't tell whether it is a JVM"));
  }

  private static CapturedNative nativeProcess(long pid, Outcome outcome, String reason) {
    return new CapturedNative(
        new SnapshotBuilder().jvm(pid, 1, "sh").kernel(),
        Runtime.NATIVE,
        List.of(new Attempt(Source.ATTACH, outcome, reason, Duration.ZERO)),
        List.of(),
        List.of());
  }

  private List<NotEvaluated> open() {
    return new Analyser().analyse(tree.build()).notEvaluated();
  }
}
