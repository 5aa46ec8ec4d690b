package io.wubdiag.collect.hotspot.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Wait;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LockWaitsTest {
  private final Jvm jvm = new SnapshotBuilder().jvm(4711, 1, "java");

  @Test
  void seesNothingInAProcessAtRest() {
    ResourceId queue = jvm.unowned(0x10, "java.util.concurrent.SynchronousQueue");
    jvm.thread("worker").parkedOn(queue);
    LockWaits waits = waits();
    assertThat(waits.any()).isFalse();
    assertThat(waits.anySynchronizer()).isFalse();
    assertThat(waits.anyBehindFreeOwner()).isFalse();
  }

  @Test
  void seesContentionBehindAnOwnerThatIsFreeToGoOn() {
    ResourceId monitor = jvm.monitor(0x10, "java.lang.Object");
    jvm.thread("owner").at("Owner.run(Owner.java:1)").locked(monitor).owns(monitor);
    jvm.thread("waiter").blockedOn(monitor);
    assertThat(waits().any()).isTrue();
    assertThat(waits().anyBehindFreeOwner()).isTrue();
    assertThat(waits().anySynchronizer()).isFalse();
  }

  @Test
  void needsNoTimeForACycle() {
    ResourceId left = jvm.monitor(0x10, "java.lang.Object");
    ResourceId right = jvm.monitor(0x20, "java.lang.Object");
    jvm.thread("a").at("A.run(A.java:1)").locked(left).owns(left).blockedOn(right);
    jvm.thread("b").at("B.run(B.java:1)").locked(right).owns(right).blockedOn(left);
    assertThat(waits().any()).isTrue();
    assertThat(waits().anyBehindFreeOwner()).isFalse();
  }

  @Test
  void ignoresTimedWaits() {
    ResourceId lock =
        jvm.synchronizer(0x10, "java.util.concurrent.locks.ReentrantLock$NonfairSync");
    jvm.thread("owner").owns(lock);
    jvm.thread("waiter").waitsFor(new Wait(lock, Wait.Kind.PARK, true));
    assertThat(waits().any()).isFalse();
  }

  @Test
  void looksTwiceAtALockWhoseOwnerIsUnknown() {
    ResourceId lock =
        jvm.synchronizer(0x10, "java.util.concurrent.locks.ReentrantLock$NonfairSync");
    jvm.thread("waiter").parkedOn(lock);
    assertThat(waits().anySynchronizer()).isTrue();
  }

  @Test
  void looksTwiceAtWhatAVirtualThreadWaitsFor() {
    ResourceId monitor = jvm.monitor(0x10, "java.lang.Object");
    jvm.thread("owner").at("Owner.run(Owner.java:1)").locked(monitor).owns(monitor);
    jvm.virtualThread("waiter").blockedOn(monitor);
    assertThat(waits().anyWithVirtual()).isTrue();
  }

  @Test
  void looksTwiceAtWhatAVirtualThreadMayHold() {
    ResourceId monitor = jvm.monitor(0x10, "java.lang.Object");
    jvm.thread("waiter").blockedOn(monitor);
    assertThat(waits().anyWithVirtual()).isFalse();
    jvm.virtualThread("may hold it");
    assertThat(waits().anyWithVirtual()).isTrue();
  }

  @Test
  void looksOnceAtVirtualThreadsThatWaitForNoLock() {
    ResourceId latch = jvm.unowned(0x10, "java.util.concurrent.CountDownLatch$Sync");
    ResourceId monitor = jvm.monitor(0x20, "java.lang.Object");
    jvm.virtualThread("at a latch").parkedOn(latch);
    jvm.virtualThread("to be notified").waitingOn(monitor);
    assertThat(waits().anyWithVirtual()).isFalse();
  }

  private LockWaits waits() {
    CapturedJvm built = jvm.build();
    return new LockWaits(new ThreadDump(built.threads(), built.resources(), Duration.ZERO, null));
  }
}
