package io.wubdiag.analyse.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.analyse.Analyser;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.NotEvaluated;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Source;
import io.wubdiag.model.Wait;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnjudgedThreadsTest {
  private static final String REENTRANT = "java.util.concurrent.locks.ReentrantLock$NonfairSync";
  private static final String SEMAPHORE = "java.util.concurrent.Semaphore$FairSync";
  private static final String PARK = "jdk.internal.misc.Unsafe.park";

  private final SnapshotBuilder tree = new SnapshotBuilder();

  private Jvm unread(long pid) {
    return tree.jvm(pid, 1, "java").attempt(Source.MEMORY, Outcome.NOT_PERMITTED, "be root", 0);
  }

  @Test
  void saysThatOwnersCouldNotBeRead() {
    Jvm jvm = unread(100);
    ResourceId lock = jvm.synchronizer(0x10, REENTRANT);
    jvm.thread("one").parkedOn(lock);
    jvm.thread("two").parkedOn(lock);

    assertThat(open())
        .containsExactly(
            new NotEvaluated(
                Verdict.DEADLOCK,
                100,
                "2 threads wait for java.util.concurrent locks whose owner could not be read:"
                    + " be root"));
  }

  @Test
  void missesNoOwnerThatWasRead() {
    Jvm answered = tree.jvm(100, 1, "java");
    ResourceId free = answered.synchronizer(0x10, REENTRANT);
    answered.attempt(Source.MEMORY, Outcome.ANSWERED, "", 2);
    answered.thread("one").parkedOn(free);

    Jvm owned = unread(200);
    ResourceId lock = owned.synchronizer(0x10, REENTRANT);
    owned.thread("one").parkedOn(lock);
    owned.thread("two").owns(lock);

    Jvm serviced = unread(300);
    ResourceId unowned = serviced.synchronizer(0x10, REENTRANT);
    serviced.attempt(Source.SERVICEABILITY, Outcome.ANSWERED, "", 2);
    serviced.thread("one").parkedOn(unowned);

    assertThat(open()).extracting(NotEvaluated::reason).noneMatch(why -> why.contains("owner"));
  }

  @Test
  void asksWhatWouldWakeUpAThread() {
    Jvm jvm = unread(100);
    jvm.thread("permit").parkedOn(jvm.unowned(0x20, SEMAPHORE));
    jvm.thread("notified").waitingOn(jvm.monitor(0x30, "java.lang.Object"));
    jvm.thread("parked").state(Thread.State.WAITING);
    jvm.thread("retries")
        .waitsFor(new Wait(jvm.synchronizer(0x40, REENTRANT), Wait.Kind.PARK, true));

    assertThat(open())
        .extracting(NotEvaluated::analysis)
        .containsExactly(
            Verdict.DEADLOCK, Verdict.STARVED_POOL, Verdict.DEAD_CONSUMER, Verdict.NOBODY_LEFT);
    assertThat(open())
        .extracting(NotEvaluated::reason)
        .containsOnly("4 threads wait for others, which could not be identified:" + " be root");
  }

  @Test
  void asksNothingOfThreadsThatHaveNothingToDo() {
    Jvm jvm = unread(100);
    ResourceId tasks = jvm.unowned(0x20, "a.util.concurrent.Condition");
    jvm.thread("Finalizer")
        .waitingOn(jvm.monitor(0x30, "java.lang.ref.ReferenceQueue$Lock"))
        .at("java.lang.Object.wait(Object.java)")
        .at("java.lang.ref.Finalizer$FinalizerThread.run(Finalizer.java:172)");
    jvm.thread("pool-1-thread-1")
        .parkedOn(tasks)
        .at(PARK + "(Unsafe.java)")
        .at("java.util.concurrent.LinkedBlockingQueue.take(LinkedBlockingQueue.java:435)")
        .at("java.util.concurrent.ThreadPoolExecutor.getTask(ThreadPoolExecutor.java:1062)")
        .at("java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1122)")
        .at("java.util.concurrent.ThreadPoolExecutor$Worker.run(ThreadPoolExecutor.java:635)")
        .at("java.lang.Thread.run(Thread.java:833)");
    jvm.thread("sleeper")
        .state(Thread.State.TIMED_WAITING)
        .waitsFor(new Wait(jvm.unowned(0x50, SEMAPHORE), Wait.Kind.PARK, true));

    assertThat(open()).isEmpty();
  }

  @Test
  void asksWhoInitialisesAClass() {
    Jvm jvm = unread(100);
    jvm.thread("waiter")
        .waitsFor(
            new Wait(
                jvm.classInitialisation("com.acme.Cache"), Wait.Kind.CLASS_INITIALISATION, false));

    assertThat(open())
        .containsExactly(
            new NotEvaluated(
                Verdict.DEADLOCK,
                100,
                "the thread that initialises com.acme.Cache could not be read: be root"));
  }

  @Test
  void asksForLocksAndCarriersOfVirtualThreadsThatCouldNotBeRead() {
    Jvm jvm = tree.jvm(100, 1, "java");
    jvm.attempt(Source.MEMORY, Outcome.ANSWERED, "", 2)
        .attempt(Source.MEMORY, Outcome.FAILED, "too many", 0);
    jvm.virtualThread("one").parkedOn(jvm.synchronizer(0x10, REENTRANT));

    assertThat(open())
        .extracting(NotEvaluated::analysis, NotEvaluated::reason)
        .containsExactly(
            tuple(
                Verdict.DEADLOCK,
                "1 thread waits for java.util.concurrent locks whose owner could not be read:"
                    + " too many"),
            tuple(Verdict.STARVED_POOL, "the state of the carriers could not be read: too many"));
  }

  @Test
  void asksForThreadsOfPoolsWhoseQueuesCouldNotBeRead() {
    Jvm jvm = tree.jvm(100, 1, "java");
    jvm.attempt(Source.MEMORY, Outcome.ANSWERED, "", 2)
        .attempt(Source.MEMORY, Outcome.FAILED, "a thread pool could not be read", 0);
    jvm.thread("main").parkedOn(jvm.unowned(0x20, SEMAPHORE));
    jvm.thread("pool-1-thread-1")
        .parkedOn(jvm.unowned(0x30, "java.util.concurrent.FutureTask"))
        .at("com.acme.Job.call(Job.java:7)")
        .at("java.util.concurrent.ThreadPoolExecutor$Worker.run(ThreadPoolExecutor.java:635)");

    assertThat(open())
        .extracting(NotEvaluated::analysis, NotEvaluated::reason)
        .containsExactly(
            tuple(
                Verdict.STARVED_POOL,
                "1 thread of a pool waits, perhaps for a task in its own queue, which could not"
                    + " be read: a thread pool could not be read"));
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVICEABILITY", "MEMORY"})
  void asksForAJvmThatWasNotAsked(Source source) {
    Jvm jvm = tree.jvm(100, 1, "java").from(source);
    jvm.attempt(Source.MEMORY, Outcome.ANSWERED, "", 2)
        .attempt(Source.ATTACH, Outcome.SKIPPED, "attach is disabled", 0);
    jvm.thread("main").parkedOn(jvm.unowned(0x20, SEMAPHORE));

    assertThat(open())
        .extracting(NotEvaluated::analysis, NotEvaluated::reason)
        .contains(
            tuple(
                Verdict.NOBODY_LEFT,
                "1 thread waits for another, which could not be identified:"
                    + " attach is disabled"));
  }

  @Test
  void asksForAJvmWhoseLocksHadToBeReadOtherwise() {
    Jvm jvm = tree.jvm(100, 1, "java").from(Source.SERVICEABILITY);
    jvm.attempt(Source.MEMORY, Outcome.ANSWERED, "", 2)
        .attempt(Source.ATTACH, Outcome.ANSWERED, "", 5)
        .attempt(Source.SERVICEABILITY, Outcome.ANSWERED, "", 900);
    jvm.thread("main").parkedOn(jvm.unowned(0x20, SEMAPHORE));
    assertThat(open()).extracting(NotEvaluated::analysis).contains(Verdict.NOBODY_LEFT);
  }

  @Test
  void asksNothingOfAJvmWhoseHangWasFound() {
    Jvm jvm = tree.jvm(100, 1, "java").from(Source.SERVICEABILITY);
    jvm.attempt(Source.MEMORY, Outcome.ANSWERED, "", 2)
        .attempt(Source.ATTACH, Outcome.SKIPPED, "it is a forked copy", 0);
    ResourceId left = jvm.monitor(0x10, "a.Left");
    ResourceId right = jvm.monitor(0x20, "a.Right");
    jvm.thread("one").owns(left).blockedOn(right);
    jvm.thread("two").owns(right).blockedOn(left);
    jvm.thread("main").parkedOn(jvm.unowned(0x30, SEMAPHORE));

    assertThat(open()).isEmpty();
  }

  private List<NotEvaluated> open() {
    return new Analyser().analyse(tree.build()).notEvaluated();
  }
}
