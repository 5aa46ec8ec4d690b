package io.wubdiag.analyse.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.model.Frame;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CulpritTest {
  private static final String MINE = "engine.Mixer.mix(Mixer.java:12)";

  @Test
  void isLoggingHandlerThatBlocks() {
    assertThat(
            culprit(
                "java.util.logging.StreamHandler.publish(StreamHandler.java:178)",
                "java.util.logging.ConsoleHandler.publish(ConsoleHandler.java:95)",
                MINE))
        .isEqualTo("java.util.logging.StreamHandler.publish");
  }

  @Test
  void isCallerOfReentrantLock() {
    assertThat(
            culprit(
                "jdk.internal.misc.Unsafe.park(Native Method)",
                "java.util.concurrent.locks.LockSupport.park(LockSupport.java:211)",
                "java.util.concurrent.locks.AbstractQueuedSynchronizer.acquire(A.java:715)",
                "java.util.concurrent.locks.ReentrantLock$Sync.lock(ReentrantLock.java:153)",
                "java.util.concurrent.locks.ReentrantLock.lock(ReentrantLock.java:322)",
                MINE))
        .isEqualTo("engine.Mixer.mix");
  }

  @Test
  void isQueueThatWaitsForWork() {
    assertThat(
            culprit(
                "jdk.internal.misc.Unsafe.park(Native Method)",
                "java.util.concurrent.locks.LockSupport.park(LockSupport.java:371)",
                "java.util.concurrent.locks.AQS$ConditionNode.block(A.java:519)",
                "java.util.concurrent.ForkJoinPool.unmanagedBlock(ForkJoinPool.java:4367)",
                "java.util.concurrent.ForkJoinPool.managedBlock(ForkJoinPool.java:4310)",
                "java.util.concurrent.locks.AQS$ConditionObject.await(A.java:1746)",
                "java.util.concurrent.LinkedBlockingQueue.take(LinkedBlockingQueue.java:435)",
                MINE))
        .isEqualTo("java.util.concurrent.LinkedBlockingQueue.take");
  }

  @Test
  void isWhoJoinsATask() {
    assertThat(
            culprit(
                "jdk.internal.misc.Unsafe.park(Native Method)",
                "java.util.concurrent.locks.LockSupport.park(LockSupport.java:341)",
                "java.util.concurrent.ForkJoinTask.awaitDone(ForkJoinTask.java:468)",
                "java.util.concurrent.ForkJoinTask.join(ForkJoinTask.java:670)",
                MINE))
        .isEqualTo("engine.Mixer.mix");
  }

  @Test
  void isCallerInVirtualThread() {
    assertThat(
            culprit(
                "jdk.internal.vm.Continuation.yield(Continuation.java:366)",
                "java.lang.VirtualThread.yieldContinuation(VirtualThread.java:540)",
                "java.lang.VirtualThread.park(VirtualThread.java:704)",
                "java.lang.System$1.parkVirtualThread(System.java:2285)",
                "jdk.internal.misc.VirtualThreads.park(VirtualThreads.java:54)",
                "java.util.concurrent.locks.LockSupport.park(LockSupport.java:219)",
                MINE,
                "java.lang.VirtualThread.run(VirtualThread.java:456)"))
        .isEqualTo("engine.Mixer.mix");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"$Proxy5", "com.sun.proxy.$Proxy5", "jdk.proxy2.$Proxy5", "engine.$Proxy5"})
  void isCallerOfNativeLibrary(String proxy) {
    assertThat(
            culprit(
                "com.sun.jna.Native.invokeInt(Native Method)",
                "com.sun.jna.Function.invoke(Function.java:426)",
                "com.sun.jna.Library$Handler.invoke(Library.java:270)",
                proxy + ".pthread_mutex_lock(Unknown Source)",
                MINE))
        .isEqualTo("engine.Mixer.mix");
  }

  @Test
  void isCallerOfForeignFunction() {
    assertThat(
            culprit(
                "jdk.internal.foreign.abi.DowncallStub/0x00007f00.invoke(Unknown Source)",
                "java.lang.invoke.LambdaForm$MH/0x00007f00.invoke(LambdaForm$MH)",
                MINE))
        .isEqualTo("engine.Mixer.mix");
  }

  @Test
  void isCallerOfObjectWait() {
    assertThat(
            culprit(
                "java.lang.Object.wait0(Native Method)",
                "java.lang.Object.wait(Object.java:366)",
                MINE))
        .isEqualTo("engine.Mixer.mix");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "__futex_abstimed_wait_common",
        "__lll_lock_wait",
        "pthread_mutex_lock",
        "syscall"
      })
  void isCallerOfNativeMutex(String function) {
    Frame machinery = new Frame("", function, null, -1, true, List.of());
    Frame caller = new Frame("", "mix", null, -1, true, List.of());

    assertThat(Culprit.of(thread(List.of(machinery, caller)))).isEqualTo(caller);
  }

  @Test
  void isCallerOfMethodThatIsMappedToNativeMutex() {
    assertThat(culprit("engine.LibC.pthread_mutex_lock(Native Method)", MINE))
        .isEqualTo("engine.Mixer.mix");
  }

  @Test
  void isAnyOtherNativeMethodItself() {
    assertThat(culprit("java.io.FileInputStream.readBytes(Native Method)", MINE))
        .isEqualTo("java.io.FileInputStream.readBytes");
  }

  @Test
  void isMethodThatOnlyLooksLikeMachinery() {
    assertThat(culprit("engine.Locks.pthread_mutex_lock(Locks.java:3)"))
        .isEqualTo("engine.Locks.pthread_mutex_lock");
    assertThat(culprit("engine.Object.wait(Object.java:1)")).isEqualTo("engine.Object.wait");
    assertThat(culprit("engine.$ProxyFactory.get(P.java:1)")).isEqualTo("engine.$ProxyFactory.get");
    assertThat(culprit("com.sun.jna.platform.linux.LibC.lock(L.java:1)"))
        .isEqualTo("com.sun.jna.platform.linux.LibC.lock");
    assertThat(culprit("java.lang.Thread.run(Thread.java:840)")).isEqualTo("java.lang.Thread.run");
    assertThat(Culprit.of(thread(List.of(Frame.of("", "syscall", "engine.py", 3)))))
        .as("a Python function of that name")
        .isNotNull();
  }

  @Test
  void isNoneWhereThereIsOnlyMachineryOrNothing() {
    assertThat(culprit()).isNull();
    assertThat(culprit("java.lang.Object.wait(Native Method)")).isNull();
  }

  private static @Nullable String culprit(String... frames) {
    List<Frame> stack = new ArrayList<>();
    for (String frame : frames) {
      stack.add(SnapshotBuilder.frame(frame));
    }
    Frame culprit = Culprit.of(thread(stack));
    return culprit == null ? null : culprit.className() + "." + culprit.method();
  }

  private static ThreadSnapshot thread(List<Frame> frames) {
    return new ThreadSnapshot(
        new ThreadRef(SnapshotBuilder.process(1), "mixer", 1, 1),
        Thread.State.WAITING,
        false,
        false,
        false,
        null,
        frames,
        null,
        Duration.ZERO);
  }
}
