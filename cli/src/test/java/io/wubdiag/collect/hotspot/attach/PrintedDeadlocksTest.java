package io.wubdiag.collect.hotspot.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrintedDeadlocksTest {
  private static final String LOCK = "java.util.concurrent.locks.ReentrantLock$NonfairSync";

  private final Jvm jvm = new SnapshotBuilder().jvm(100, 1, "java");

  private final JvmThread encoder = jvm.thread("encoder").parkedOn(jvm.synchronizer(0x10, LOCK));
  private final JvmThread uploader = jvm.thread("uploader").parkedOn(jvm.synchronizer(0x20, LOCK));

  private static String wait(String waiter, long address, String owner) {
    return "\"%s\":\n  waiting for ownable synchronizer 0x%016x, (a %s),\n  which is held by \"%s\"\n\n"
        .formatted(waiter, address, LOCK, owner);
  }

  private static Map<ResourceId, ThreadRef> read(String waits, JvmThread... threads) {
    List<ThreadSnapshot> snapshots = Stream.of(threads).map(JvmThread::snapshot).toList();
    return PrintedDeadlocks.read(
        "JNI global refs: 4, weak refs: 0\n\n\nFound one Java-level deadlock:\n"
            + "=============================\n"
            + waits
            + "Java stack information for the threads listed above:\n",
        snapshots);
  }

  @Test
  void tellsOwnersOfLocks() {
    String waits = wait("encoder", 0x10, "uploader") + wait("uploader", 0x20, "encoder");

    assertThat(read(waits, encoder, uploader))
        .containsOnly(
            Map.entry(ResourceId.at(SnapshotBuilder.process(100), 0x10), uploader.ref()),
            Map.entry(ResourceId.at(SnapshotBuilder.process(100), 0x20), encoder.ref()));
  }

  @Test
  void leavesMonitorsToTheStacks() {
    String monitor =
        "\"uploader\":\n  waiting to lock monitor 0x00007fdd (object 0x20, a java.lang.Object),\n"
            + "  which is held by \"encoder\"\n\n";

    assertThat(read(monitor + wait("encoder", 0x10, "uploader"), encoder, uploader))
        .containsOnlyKeys(ResourceId.at(SnapshotBuilder.process(100), 0x10));
  }

  @Test
  void takesNoNameThatSeveralHave() {
    JvmThread other = jvm.thread("uploader");

    assertThat(read(wait("encoder", 0x10, "uploader"), encoder, uploader, other)).isEmpty();
  }

  @Test
  void takesNoLockThatTheThreadIsNotParkedAt() {
    assertThat(read(wait("encoder", 0x20, "uploader"), encoder, uploader)).isEmpty();
    assertThat(read(wait("encoder", 0x10, "nobody"), encoder, uploader)).isEmpty();
  }

  @Test
  void passesOverWhatIsNoDeadlock() {
    assertThat(
            PrintedDeadlocks.read(
                wait("encoder", 0x10, "uploader"),
                List.of(encoder.snapshot(), uploader.snapshot())))
        .isEmpty();
  }
}
