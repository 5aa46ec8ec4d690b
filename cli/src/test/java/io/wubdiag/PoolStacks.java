package io.wubdiag;

import io.wubdiag.SnapshotBuilder.JvmThread;

/** The stacks of pools' threads that wait for their next task, as dumps print them. */
public final class PoolStacks {
  private PoolStacks() {}

  /** Stacks in a fixed-size pool, on JDK 17. */
  public static JvmThread fixed(JvmThread thread) {
    return worker(queue(thread)).at("java.lang.Thread.run(Thread.java:840)");
  }

  /** From the innermost frame to where the pool asks its queue. */
  public static JvmThread queue(JvmThread thread) {
    return thread
        .state(Thread.State.WAITING)
        .at("jdk.internal.misc.Unsafe.park(Native Method)")
        .at("java.util.concurrent.locks.LockSupport.park(LockSupport.java:341)")
        .at("java.util.concurrent.ForkJoinPool.managedBlock(ForkJoinPool.java:3463)")
        .at(
            "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.await(AbstractQueuedSynchronizer.java:1623)")
        .at("java.util.concurrent.LinkedBlockingQueue.take(LinkedBlockingQueue.java:435)")
        .at("java.util.concurrent.ThreadPoolExecutor.getTask(ThreadPoolExecutor.java:1062)");
  }

  /** What is around that, but for the thread's own frames. */
  public static JvmThread worker(JvmThread thread) {
    return thread
        .at("java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1122)")
        .at("java.util.concurrent.ThreadPoolExecutor$Worker.run(ThreadPoolExecutor.java:635)");
  }
}
