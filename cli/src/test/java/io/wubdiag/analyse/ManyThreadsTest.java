package io.wubdiag.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.model.Enablers;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.Deadlock;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.QueuedTask;
import io.wubdiag.model.Resource.QueuedTask.Pool;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Analyses trees of a hundred thousand threads: without a stack overflow, and in time. */
class ManyThreadsTest {
  private static final int MANY = 100_000;

  private final SnapshotBuilder tree = new SnapshotBuilder();
  private final Jvm jvm = tree.jvm(100, 1, "java", "Engine");

  @ParameterizedTest
  @ValueSource(ints = {2, 1_000, MANY})
  void findsRing(int size) {
    List<ResourceId> locks = monitors(size);
    for (int i = 0; i < size; i++) {
      jvm.thread("t" + i).owns(locks.get(i)).blockedOn(locks.get((i + 1) % size));
    }

    assertThat(((Deadlock) onlyFinding()).cycle()).hasSize(size);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 1_000, MANY})
  void findsCauseOfChain(int size) {
    List<ResourceId> locks = monitors(size);
    jvm.ownedByTerminated(locks.get(0), "gone", 0);
    for (int i = 0; i < size; i++) {
      JvmThread thread = jvm.thread("t" + i).blockedOn(locks.get(i));
      if (i + 1 < size) {
        thread.owns(locks.get(i + 1));
      }
    }

    Finding finding = onlyFinding();

    assertThat(finding.heldUp()).isEqualTo(new HeldUp(size, 1));
    assertThat(finding.chain()).hasSize(size);
  }

  @Test
  void findsPairs() {
    List<ResourceId> locks = monitors(MANY);
    for (int i = 0; i < MANY; i++) {
      jvm.thread("t" + i).owns(locks.get(i)).blockedOn(locks.get(i ^ 1));
    }

    assertThat(findings()).hasSize(MANY / 2);
  }

  @Test
  void findsKnotOfReadersAndWriters() {
    ResourceId table = jvm.monitor(0x20, "engine.Table");
    List<Owner> readers = new ArrayList<>();
    for (int i = 0; i < MANY / 2; i++) {
      readers.add(jvm.thread("reader").blockedOn(table).owner(Record.READ_HOLD));
    }
    ResourceId lock =
        jvm.add(
            new Resource.OwnableSynchronizer(
                ResourceId.at(SnapshotBuilder.process(100), 0x10), "engine.Lock", readers));
    jvm.thread("writer").owns(table).parkedOn(lock);
    for (int i = 1; i < MANY / 2; i++) {
      jvm.thread("writer").parkedOn(lock);
    }

    Deadlock deadlock = (Deadlock) onlyFinding();

    assertThat(deadlock.cycle()).hasSize(2);
    assertThat(deadlock.others()).hasSize(MANY / 2 - 1);
    assertThat(deadlock.heldUp()).isEqualTo(new HeldUp(MANY, 1));
  }

  @Test
  void findsStarvedPool() {
    List<ThreadRef> workers = new ArrayList<>();
    List<JvmThread> threads = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      threads.add(jvm.thread("worker"));
      workers.add(threads.get(i).ref());
    }
    Pool pool =
        new Pool(
            ResourceId.at(SnapshotBuilder.process(100), 0x10), "engine.Pool", true, workers, MANY);
    for (int i = 0; i < MANY - 1; i++) {
      ResourceId task = ResourceId.at(SnapshotBuilder.process(100), 0x1000L + 16L * i);
      threads.get(i).parkedOn(jvm.add(new QueuedTask(task, "engine.Task", pool)));
    }
    ResourceId lock = jvm.monitor(0x20, "engine.Lock");
    threads.get(0).owns(lock);
    threads.get(MANY - 1).blockedOn(lock);

    assertThat(onlyFinding().heldUp()).isEqualTo(new HeldUp(MANY, 1));
  }

  @Test
  void findsKnotOfThreadsThatCouldAllEndEachOthersWaits() {
    List<Enablers.Enabler> all = new ArrayList<>();
    List<JvmThread> threads = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      JvmThread thread = jvm.thread("t" + i).still(Duration.ofSeconds(9));
      threads.add(thread.parkedOn(jvm.unowned(0x1000L + 16L * i, "engine.Event")));
      all.add(new Enablers.Enabler(thread.ref(), Enablers.How.REACHES));
    }
    Enablers enablers = new Enablers(all, Enablers.Completeness.AS_READ);
    threads.forEach(thread -> thread.endedBy(enablers));

    assertThat(onlyFinding().heldUp()).isEqualTo(new HeldUp(MANY, 1));
  }

  private List<ResourceId> monitors(int count) {
    List<ResourceId> monitors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      monitors.add(jvm.monitor(0x1000L + 16L * i, "engine.Lock"));
    }
    return monitors;
  }

  private List<Finding> findings() {
    return new Analyser().analyse(tree.build()).findings();
  }

  private Finding onlyFinding() {
    List<Finding> findings = findings();
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }
}
