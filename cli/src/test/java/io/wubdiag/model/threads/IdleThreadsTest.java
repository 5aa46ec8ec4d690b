package io.wubdiag.model.threads;

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

class IdleThreadsTest {
  private static final String TOMCAT = "org.apache.tomcat.util.threads.";
  private static final String JETTY = "org.eclipse.jetty.util.";

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
      while (!IdleThreads.waitsForTask(stackOf(worker).snapshot())) {
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

  /** Its queue extends the JDK's, with a bridge method, and it runs what it is given itself. */
  @Test
  void knowsThreadOfTomcat() {
    tomcatTask(inQueue()).at(TOMCAT + "ThreadPoolExecutor.getTask(ThreadPoolExecutor.java:1114)");
    tomcatWorker();

    assertThat(isIdle()).isTrue();
  }

  /** The older ones extend the JDK's pool. */
  @Test
  void knowsThreadOfOlderTomcat() {
    PoolStacks.worker(
            tomcatTask(inQueue())
                .at(
                    "java.util.concurrent.ThreadPoolExecutor.getTask(ThreadPoolExecutor.java:1062)"))
        .at(TOMCAT + "TaskThread$WrappingRunnable.run(TaskThread.java:61)")
        .at("java.lang.Thread.run(Thread.java:840)");

    assertThat(isIdle()).isTrue();
  }

  @Test
  void knowsThreadOfJetty() {
    inQueue()
        .at(JETTY + "BlockingArrayQueue.poll(BlockingArrayQueue.java:219)")
        .at(JETTY + "thread.QueuedThreadPool$Runner.idleJobPoll(QueuedThreadPool.java:1174)")
        .at(JETTY + "thread.QueuedThreadPool$Runner.run(QueuedThreadPool.java:1190)")
        .at("java.lang.Thread.run(Thread.java:840)");

    assertThat(isIdle()).isTrue();
  }

  @Test
  void knowsThreadOfC3p0() {
    thread
        .at("java.lang.Object.wait(Native Method)")
        .at(
            "com.mchange.v2.async.ThreadPoolAsynchronousRunner$PoolThread.run(ThreadPoolAsynchronousRunner.java:683)");

    assertThat(isIdle()).isTrue();
  }

  @Test
  void isNotFooledByTaskOfTheJdkInTomcat() {
    inQueue().at("java.util.concurrent.FutureTask.run(FutureTask.java:264)");
    tomcatWorker();

    assertThat(isIdle()).isFalse();
  }

  @Test
  void isNotFooledByTaskOfC3p0() {
    thread
        .at("java.lang.Object.wait(Native Method)")
        .at(
            "com.mchange.v2.resourcepool.BasicResourcePool.awaitAvailable(BasicResourcePool.java:9)")
        .at(
            "com.mchange.v2.async.ThreadPoolAsynchronousRunner$PoolThread.run(ThreadPoolAsynchronousRunner.java:696)");

    assertThat(isIdle()).isFalse();
  }

  private JvmThread inQueue() {
    return thread
        .at("jdk.internal.misc.Unsafe.park(Native Method)")
        .at("java.util.concurrent.locks.LockSupport.park(LockSupport.java:341)")
        .at("java.util.concurrent.LinkedBlockingQueue.take(LinkedBlockingQueue.java:435)");
  }

  private static JvmThread tomcatTask(JvmThread thread) {
    return thread
        .at(TOMCAT + "TaskQueue.take(TaskQueue.java:117)")
        .at(TOMCAT + "TaskQueue.take(TaskQueue.java:33)");
  }

  private void tomcatWorker() {
    thread
        .at(TOMCAT + "ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1176)")
        .at(TOMCAT + "ThreadPoolExecutor$Worker.run(ThreadPoolExecutor.java:659)")
        .at(TOMCAT + "TaskThread$WrappingRunnable.run(TaskThread.java:61)")
        .at("java.lang.Thread.run(Thread.java:840)");
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
    return IdleThreads.waitsForTask(thread.snapshot());
  }
}
