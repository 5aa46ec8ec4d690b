package io.wubdiag.collect.hotspot.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConfirmationTest {
  private static final String LOCK = "java.util.concurrent.locks.ReentrantLock$NonfairSync";

  @Test
  void provesAnOwnerThatTwoDumpsAgreeOn() {
    ThreadDump later = dump(0x10, "owner");
    assertThat(certainty(new Confirmation(dump(0x10, "owner")).confirm(later)))
        .isEqualTo(Certainty.PROVED);
  }

  @Test
  void provesItAlsoWhenACollectionHasMovedTheLock() {
    ThreadDump later = dump(0x990, "owner");
    assertThat(certainty(new Confirmation(dump(0x10, "owner")).confirm(later)))
        .isEqualTo(Certainty.PROVED);
  }

  @Test
  void dropsAnOwnerThatHasChangedSince() {
    ThreadDump later = dump(0x10, "owner");
    ThreadDump confirmed = new Confirmation(dump(0x10, "other")).confirm(later);
    assertThat(confirmed.resources().get(0).owners()).isEmpty();
  }

  /**
   * A dump in which the thread with this name, by one reading, owns the lock on which another
   * thread is parked.
   */
  private static ThreadDump dump(long address, String ownerName) {
    Jvm jvm = new SnapshotBuilder().jvm(4711, 1, "java");
    ResourceId lock = jvm.synchronizer(address, LOCK);
    JvmThread owner = jvm.thread("owner");
    JvmThread other = jvm.thread("other");
    jvm.thread("waiter").parkedOn(lock);
    JvmThread chosen = ownerName.equals("owner") ? owner : other;
    jvm.ownedBy(
        lock,
        new Owner(
            chosen.ref(),
            Owner.Liveness.LIVE,
            Owner.Record.EXCLUSIVE_OWNER_THREAD,
            Certainty.INFERRED));
    CapturedJvm built = jvm.build();
    return new ThreadDump(built.threads(), built.resources(), Duration.ZERO, null);
  }

  private static Certainty certainty(ThreadDump dump) {
    Resource lock = dump.resources().get(0);
    return lock.owners().get(0).certainty();
  }
}
