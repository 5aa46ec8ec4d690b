package io.wubdiag.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.PoolStacks;
import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdleWorkerTest {
  private final Jvm jvm = new SnapshotBuilder().jvm(100, 1, "java", "Engine");
  private final JvmThread thread = jvm.thread("pool-1-thread-1");

  static Stream<ExecutorService> pools() {
    return Stream.of(
        Executors.newFixedThreadPool(1),
        Executors.newCachedThreadPool(),
        Executors.newScheduledThreadPool(1),
        Executors.newWorkStealingPool(1),
        new ForkJoinPool(2));
  }

  /** On the JDK that runs this; the zoo does it on all of them. */
  @ParameterizedTest
  @MethodSource("pools")
  @Timeout(60)
  void knowsThreadsOfPoolsAtRest(ExecutorService pool) throws Exception {
    try {
      Thread worker = pool.submit(Thread::currentThread).get();
      while (!IdleWorker.isIdle(stackOf(worker).snapshot())) {
        Thread.onSpinWait();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private JvmThread stackOf(Thread worker) {
    JvmThread seen = jvm.thread(worker.getName());
    for (StackTraceElement frame : worker.getStackTrace()) {
      seen.at(frame.getClassName() + "." + frame.getMethodName() + "(Native Method)");
    }
    return seen;
  }

  @Test
  void knowsThreadOfJdk25() {
    PoolStacks.worker(PoolStacks.queue(thread))
        .at("java.lang.Thread.runWith(Thread.java:1487)")
        .at("java.lang.Thread.run(Thread.java:1474)");

    assertThat(isIdle()).isTrue();
  }

  @Test
  void knowsForkJoinThreadOfJdk25() {
    thread
        .at("jdk.internal.misc.Unsafe.park(Native Method)")
        .at("java.util.concurrent.locks.LockSupport.park(LockSupport.java:369)")
        .at("java.util.concurrent.ForkJoinPool.awaitWork(ForkJoinPool.java:2087)")
        .at("java.util.concurrent.ForkJoinPool.deactivate(ForkJoinPool.java:2034)")
        .at("java.util.concurrent.ForkJoinPool.runWorker(ForkJoinPool.java:1926)")
        .at("java.util.concurrent.ForkJoinWorkerThread.run(ForkJoinWorkerThread.java:187)");

    assertThat(isIdle()).isTrue();
  }

  @Test
  void isNotFooledByTaskThatWaitsForAQueue() {
    PoolStacks.worker(
            thread
                .at("jdk.internal.misc.Unsafe.park(Native Method)")
                .at("java.util.concurrent.LinkedBlockingQueue.take(LinkedBlockingQueue.java:435)")
                .at("engine.Encoder.run(Encoder.java:9)"))
        .at("java.lang.Thread.run(Thread.java:840)");

    assertThat(isIdle()).isFalse();
  }

  @Test
  void isNotFooledByForkJoinTaskThatParks() {
    thread
        .at("jdk.internal.misc.Unsafe.park(Native Method)")
        .at("java.util.concurrent.locks.LockSupport.park(LockSupport.java:341)")
        .at("java.util.concurrent.ForkJoinTask.doExec(ForkJoinTask.java:373)")
        .at("java.util.concurrent.ForkJoinPool$WorkQueue.topLevelExec(ForkJoinPool.java:1182)")
        .at("java.util.concurrent.ForkJoinPool.scan(ForkJoinPool.java:1655)")
        .at("java.util.concurrent.ForkJoinPool.runWorker(ForkJoinPool.java:1622)")
        .at("java.util.concurrent.ForkJoinWorkerThread.run(ForkJoinWorkerThread.java:165)");

    assertThat(isIdle()).isFalse();
  }

  @Test
  void asksNoQueueOfTheApplication() {
    PoolStacks.worker(
            thread
                .at("jdk.internal.misc.Unsafe.park(Native Method)")
                .at("java.util.concurrent.locks.LockSupport.park(LockSupport.java:341)")
                .at("engine.FairQueue.take(FairQueue.java:9)")
                .at(
                    "java.util.concurrent.ThreadPoolExecutor.getTask(ThreadPoolExecutor.java:1062)"))
        .at("java.lang.Thread.run(Thread.java:840)");

    assertThat(isIdle()).isFalse();
  }

  /** The factory may have put a lock around all that the thread does. */
  @Test
  void asksNoThreadWithFramesAroundTheWorker() {
    PoolStacks.worker(PoolStacks.queue(thread))
        .at("engine.Writers.lambda$thread$0(Writers.java:5)")
        .at("java.lang.Thread.run(Thread.java:840)");

    assertThat(isIdle()).isFalse();
  }

  /** On its way into the queue or out of it. */
  @Test
  void asksNoThreadThatRuns() {
    thread.at("java.util.concurrent.ThreadPoolExecutor.getTask(ThreadPoolExecutor.java:1062)");
    PoolStacks.worker(thread).at("java.lang.Thread.run(Thread.java:840)");

    assertThat(isIdle()).isFalse();
  }

  @Test
  void saysNothingOfThreadWithoutStack() {
    assertThat(isIdle()).isFalse();
  }

  private boolean isIdle() {
    return IdleWorker.isIdle(thread.snapshot());
  }
}
