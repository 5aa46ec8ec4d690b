package io.wubdiag.collect.hotspot.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.model.Quiescence.Act;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames of JDK 17 and 25, innermost first. */
class WaitPurposeTest {
  private static final String AQS = "java.util.concurrent.locks.AbstractQueuedSynchronizer.";
  private static final String CONDITION =
      "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.await(A.java:1)";

  private final JvmThread thread = new SnapshotBuilder().jvm(100, 1, "java").thread("main");

  @ParameterizedTest
  @CsvSource({
    "java.util.concurrent.locks.StampedLock.acquireWrite, UNLOCK_STAMP",
    "java.util.concurrent.Semaphore.acquire, RELEASE_PERMIT",
    "java.util.concurrent.ArrayBlockingQueue.put, TAKE",
    "java.util.concurrent.SynchronousQueue.put, TAKE",
    "java.util.concurrent.LinkedBlockingDeque.putLast, TAKE",
    "java.util.concurrent.ArrayBlockingQueue.take, SUBMIT",
    "java.util.concurrent.SynchronousQueue.take, SUBMIT",
    "java.util.concurrent.PriorityBlockingQueue.take, SUBMIT",
    "java.util.concurrent.ThreadPoolExecutor.getTask, SUBMIT",
    "java.util.concurrent.ForkJoinPool.awaitWork, SUBMIT",
    "java.util.concurrent.CountDownLatch.await, COMPLETE",
    "java.util.concurrent.CompletableFuture.join, COMPLETE",
    "java.util.concurrent.Phaser$QNode.block, COMPLETE",
    "java.util.concurrent.ForkJoinTask.join, UNKNOWN",
    "java.lang.Thread.join, END",
    "com.acme.Gate.await, UNKNOWN",
  })
  void tellsByTheInnermostFrameThatIsNoLock(String method, Act act) {
    at("jdk.internal.misc.Unsafe.park", "java.util.concurrent.locks.LockSupport.park", method);
    at("com.acme.Main.main");

    assertThat(WaitPurpose.of(thread.snapshot(), false)).isEqualTo(act);
  }

  @Test
  void tellsATakeOfASynchronousQueueFromAPut() {
    at("jdk.internal.misc.Unsafe.park", "java.util.concurrent.locks.LockSupport.park");
    at("java.util.concurrent.SynchronousQueue$TransferStack.transfer");
    at("java.util.concurrent.SynchronousQueue.poll");
    at("java.util.concurrent.ThreadPoolExecutor.getTask");

    assertThat(WaitPurpose.of(thread.snapshot(), false)).isEqualTo(Act.SUBMIT);
  }

  @Test
  void tellsAConditionOfTheApplications() {
    at("jdk.internal.misc.Unsafe.park", "java.util.concurrent.locks.LockSupport.park");
    thread.at(CONDITION);
    at("com.acme.Mailbox.take", "java.util.concurrent.CountDownLatch.await");

    assertThat(WaitPurpose.of(thread.snapshot(), false)).isEqualTo(Act.NOTIFY);
  }

  @Test
  void tellsALockThatHasAnOwner() {
    at("jdk.internal.misc.Unsafe.park", "java.util.concurrent.locks.LockSupport.park");
    at(AQS + "acquire", "java.util.concurrent.locks.ReentrantLock.lock", "com.acme.Main.main");

    assertThat(WaitPurpose.of(thread.snapshot(), true)).isEqualTo(Act.UNLOCK);
    assertThat(WaitPurpose.of(thread.snapshot(), false)).isEqualTo(Act.UNKNOWN);
  }

  private void at(String... methods) {
    for (String method : methods) {
      thread.at(method + "(A.java:1)");
    }
  }
}
