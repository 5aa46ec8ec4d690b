package io.wubdiag.collect.hotspot.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ResourceId;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuiescenceCheckTest {
  private static final String PARK = "jdk.internal.misc.Unsafe.park(Native Method)";

  /** A forked copy, since a copy has no tasks other than its Java threads. */
  private final Jvm jvm = new SnapshotBuilder().jvm(4711, 1, "java").forkedFrom(1);

  @BeforeEach
  void awaitLatch() {
    ResourceId latch = jvm.unowned(0x10, "java.util.concurrent.CountDownLatch$Sync");
    jvm.thread("main")
        .parkedOn(latch)
        .at(PARK)
        .at("java.util.concurrent.CountDownLatch.await(CountDownLatch.java:230)")
        .at("com.acme.Engine.main(Engine.java:14)");
  }

  @Test
  void isPossibleWhereNobodyCanGoOn() {
    idle("pool-1-thread-1", Thread.State.TIMED_WAITING, "java.util.concurrent.LinkedBlockingQueue");
    thread("Reference Handler", Thread.State.RUNNABLE)
        .at("java.lang.ref.Reference.waitForReferencePendingList(Native Method)");
    thread("Signal Dispatcher", Thread.State.RUNNABLE);
    assertThat(isPossible()).isTrue();
  }

  @Test
  void isNotWhileOneRuns() {
    thread("worker", Thread.State.RUNNABLE).at("com.acme.Worker.run(Worker.java:7)");
    assertThat(isPossible()).isFalse();
  }

  @Test
  void isNotWhileOneSleeps() {
    thread("worker", Thread.State.TIMED_WAITING).at("java.lang.Thread.sleep(Native Method)");
    assertThat(isPossible()).isFalse();
  }

  @Test
  void isNotWhileASchedulerHasSomethingToDo() {
    idle(
        "scheduler",
        Thread.State.TIMED_WAITING,
        "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue");
    assertThat(isPossible()).isFalse();
  }

  @Test
  void isNotWhereOneIsCalledAsTheJvmsOwnAndRunsCode() {
    thread("Signal Dispatcher", Thread.State.RUNNABLE).at("com.acme.Signals.run(Signals.java:3)");
    assertThat(isPossible()).isFalse();
  }

  @Test
  void isNotWhereANativeThreadCouldCallIn() {
    Jvm withNativeThreads = new SnapshotBuilder().jvm(4711, 1, "java");
    assertThat(new QuiescenceCheck(dump(jvm), withNativeThreads.kernel()).possible()).isFalse();
  }

  @Test
  void isNotWorthALookWhereAllWaitForWorkOnly() {
    Jvm idle = new SnapshotBuilder().jvm(4711, 1, "java").forkedFrom(1);
    ResourceId queue = idle.unowned(0x20, "java.util.concurrent.locks.Condition");
    idle.thread("main")
        .parkedOn(queue)
        .at(PARK)
        .at("java.util.concurrent.LinkedBlockingQueue.take(LinkedBlockingQueue.java:435)")
        .at("com.acme.Engine.main(Engine.java:14)");
    assertThat(isPossible(idle)).isFalse();
  }

  private JvmThread thread(String name, Thread.State state) {
    return jvm.thread(name).state(state);
  }

  /** Adds a pool's thread without a task. */
  private void idle(String name, Thread.State state, String queue) {
    thread(name, state)
        .at(PARK)
        .at(queue + ".poll(Queue.java:460)")
        .at("java.util.concurrent.ThreadPoolExecutor.getTask(ThreadPoolExecutor.java:1061)")
        .at("java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1122)")
        .at("java.lang.Thread.run(Thread.java:840)");
  }

  private boolean isPossible() {
    return isPossible(jvm);
  }

  private static boolean isPossible(Jvm jvm) {
    return new QuiescenceCheck(dump(jvm), jvm.kernel()).possible();
  }

  private static ThreadDump dump(Jvm jvm) {
    CapturedJvm captured = jvm.build();
    return new ThreadDump(captured.threads(), captured.resources(), Duration.ZERO, null);
  }
}
