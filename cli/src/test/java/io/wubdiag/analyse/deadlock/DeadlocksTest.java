package io.wubdiag.analyse.deadlock;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.analyse.Analyser;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.Deadlock;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import io.wubdiag.render.words.EvidenceWords;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlocksTest {
  private static final String REENTRANT = "java.util.concurrent.locks.ReentrantLock$NonfairSync";
  private static final String READ_WRITE =
      "java.util.concurrent.locks.ReentrantReadWriteLock$NonfairSync";

  private final SnapshotBuilder tree = new SnapshotBuilder();
  private final Jvm jvm = tree.jvm(100, 1, "java", "Engine");

  /** Two consumers of what others produce look like that: they take permits and give none back. */
  @Test
  void makesNoCycleOfSemaphoresPermits() {
    ResourceId full = jvm.synchronizer(0x10, "java.util.concurrent.Semaphore$NonfairSync");
    jvm.thread("one").owns(full, Record.NOTED_PERMIT).parkedOn(full);
    jvm.thread("two").owns(full, Record.NOTED_PERMIT).parkedOn(full);

    assertThat(new Analyser().analyse(tree.build()).findings()).isEmpty();
  }

  @Test
  void reportsThreadThatWaitsForStampedLockOfItsOwn() {
    ResourceId lock = jvm.unowned(0x10, "java.util.concurrent.locks.StampedLock");
    jvm.thread("one").owns(lock, Record.NOTED).parkedOn(lock);

    assertThat(onlyDeadlock().cycle()).hasSize(1);
  }

  @Test
  void reportsTwoMonitorsWithTheFramesThatTookThem() {
    ResourceId left = jvm.monitor(0x10, "engine.Left");
    ResourceId right = jvm.monitor(0x20, "engine.Right");
    JvmThread one =
        jvm.thread("one")
            .at("engine.Left.take(Left.java:5)")
            .at("engine.Left.run(Left.java:9)")
            .locked(left)
            .owns(left)
            .blockedOn(right);
    JvmThread two =
        jvm.thread("two")
            .at("engine.Right.run(Right.java:9)")
            .locked(right)
            .owns(right)
            .blockedOn(left);

    Deadlock deadlock = onlyDeadlock();

    Frame ones = one.snapshot().frames().get(0);
    Frame twos = two.snapshot().frames().get(0);
    assertThat(deadlock.cycle())
        .containsExactly(
            new WaitEdge(
                new Waiter(one.snapshot(), ones),
                jvm.resource(right),
                two.owner(Record.LOCKED_FRAME),
                twos),
            new WaitEdge(
                new Waiter(two.snapshot(), twos),
                jvm.resource(left),
                one.owner(Record.LOCKED_FRAME),
                one.snapshot().frames().get(1)));
    assertThat(deadlock.chain()).isEqualTo(deadlock.cycle());
    assertThat(deadlock.others()).isEmpty();
    assertThat(deadlock.certainty()).isEqualTo(Certainty.PROVED);
    assertThat(deadlock.heldUp()).isEqualTo(new HeldUp(2, 1));
    assertThat(deadlock.evidence())
        .extracting(EvidenceWords::statement)
        .containsExactly(
            "\"one\" (tid 100) waits for the monitor of engine.Right 0x20",
            "a frame of \"two\" (tid 101) has locked the monitor of engine.Right 0x20",
            "\"two\" (tid 101) waits for the monitor of engine.Left 0x10",
            "a frame of \"one\" (tid 100) has locked the monitor of engine.Left 0x10");
  }

  @Test
  void reportsCycleThroughLocksOfEveryKind() {
    ResourceId monitor = jvm.monitor(0x10, "engine.Left");
    ResourceId lock = jvm.synchronizer(0x20, REENTRANT);
    ResourceId mutex = jvm.nativeMutex(0x7f00, null);
    ResourceId initialisation = jvm.classInitialisation("engine.Config");
    jvm.thread("one").owns(monitor).parkedOn(lock);
    jvm.thread("two")
        .owns(lock)
        .waitsFor(new Wait(initialisation, Wait.Kind.CLASS_INITIALISATION, false));
    JvmThread three =
        jvm.virtualThread("three")
            .at("engine.Native.call(Native.java:3)")
            .at("engine.Config.<clinit>(Config.java:2)")
            .owns(initialisation)
            .waitsFor(new Wait(mutex, Wait.Kind.NATIVE_MUTEX, false));
    jvm.thread("four").owns(mutex).waitsFor(new Wait(monitor, Wait.Kind.REENTER_MONITOR, false));

    Deadlock deadlock = onlyDeadlock();

    assertThat(names(deadlock)).containsExactly("one", "two", "three", "four");
    assertThat(deadlock.cycle().get(1).acquiredIn()).isEqualTo(three.snapshot().frames().get(1));
    assertThat(deadlock.certainty()).isEqualTo(Certainty.PROVED);
  }

  @Test
  void reportsCycleAcrossProcesses() {
    Jvm other = tree.jvm(50, 100, "java", "Worker");
    ResourceId here = jvm.nativeMutex(0x10, null);
    ResourceId there = other.nativeMutex(0x20, null);
    JvmThread one = jvm.thread("one").waitsFor(new Wait(there, Wait.Kind.NATIVE_MUTEX, false));
    JvmThread two = other.thread("two").waitsFor(new Wait(here, Wait.Kind.NATIVE_MUTEX, false));
    jvm.ownedBy(here, one.owner(Record.MUTEX_OWNER));
    other.ownedBy(there, two.owner(Record.MUTEX_OWNER));

    Deadlock deadlock = onlyDeadlock();

    assertThat(names(deadlock)).as("the smallest pid first").containsExactly("two", "one");
    assertThat(deadlock.heldUp()).isEqualTo(new HeldUp(2, 2));
  }

  @Test
  void reportsUpgradeOfReadLock() {
    ResourceId lock = jvm.synchronizer(0x10, READ_WRITE);
    jvm.thread("upgrader").owns(lock, Record.READ_HOLD).parkedOn(lock);
    jvm.thread("behind").parkedOn(lock);

    Deadlock deadlock = onlyDeadlock();

    assertThat(names(deadlock)).containsExactly("upgrader");
    assertThat(deadlock.others()).isEmpty();
    assertThat(deadlock.heldUp()).isEqualTo(new HeldUp(2, 1));
  }

  @Test
  void reportsTwoReadersThatBothUpgrade() {
    ResourceId lock = jvm.synchronizer(0x10, READ_WRITE);
    jvm.thread("one").owns(lock, Record.READ_HOLD).parkedOn(lock);
    jvm.thread("two").owns(lock, Record.READ_HOLD).parkedOn(lock);

    Deadlock deadlock = onlyDeadlock();

    assertThat(names(deadlock)).containsExactly("one");
    assertThat(deadlock.others())
        .extracting(Waiter::thread)
        .extracting(ThreadSnapshot::ref)
        .extracting(ref -> ref.name())
        .containsExactly("two");
  }

  @Test
  void reportsLockThatIsNotReentrantTakenTwice() {
    ResourceId lock = jvm.synchronizer(0x10, "engine.Mutex$Sync");
    jvm.thread("one").owns(lock).parkedOn(lock);
    ResourceId mutex = jvm.nativeMutex(0x20, null);
    jvm.thread("two").owns(mutex).waitsFor(new Wait(mutex, Wait.Kind.NATIVE_MUTEX, false));

    assertThat(findings()).hasSize(2).allMatch(finding -> finding instanceof Deadlock);
  }

  @Test
  void showsShortestCycleOfKnotAndNamesTheOthers() {
    // The writer waits for all readers, of which two wait for what it holds: one at once, one
    // behind another thread.
    ResourceId lock = jvm.synchronizer(0x10, READ_WRITE);
    ResourceId table = jvm.monitor(0x20, "engine.Table");
    ResourceId row = jvm.monitor(0x30, "engine.Row");
    jvm.thread("writer").owns(table).parkedOn(lock);
    jvm.thread("far reader").owns(lock, Record.READ_HOLD).blockedOn(row);
    jvm.thread("between").owns(row).blockedOn(table);
    jvm.thread("near reader").owns(lock, Record.READ_HOLD).blockedOn(table);
    jvm.thread("behind").blockedOn(row);

    Deadlock deadlock = onlyDeadlock();

    assertThat(names(deadlock)).containsExactly("writer", "near reader");
    assertThat(deadlock.others())
        .extracting(other -> other.thread().ref().name())
        .containsExactly("far reader", "between");
    assertThat(deadlock.heldUp()).isEqualTo(new HeldUp(5, 1));
  }

  @Test
  void prefersProvedCycleToShorterInferredOne() {
    ResourceId lock = jvm.synchronizer(0x10, READ_WRITE);
    ResourceId table = jvm.monitor(0x20, "engine.Table");
    ResourceId row = jvm.monitor(0x30, "engine.Row");
    jvm.thread("writer").owns(table).parkedOn(lock);
    jvm.thread("far reader").owns(lock, Record.READ_HOLD).blockedOn(row);
    jvm.thread("between").owns(row).blockedOn(table);
    JvmThread near = jvm.thread("near reader").blockedOn(table);
    jvm.ownedBy(lock, inferred(near.owner(Record.READ_HOLD)));

    Deadlock deadlock = onlyDeadlock();

    assertThat(names(deadlock)).containsExactly("writer", "far reader", "between");
    assertThat(deadlock.certainty()).isEqualTo(Certainty.PROVED);
  }

  @Test
  void isInferredIfOneOwnerIs() {
    ResourceId left = jvm.monitor(0x10, "engine.Left");
    ResourceId right = jvm.synchronizer(0x20, REENTRANT);
    jvm.thread("one").owns(left).parkedOn(right);
    JvmThread two = jvm.thread("two").blockedOn(left);
    jvm.ownedBy(right, inferred(two.owner(Record.EXCLUSIVE_OWNER_THREAD)));

    assertThat(onlyDeadlock().certainty()).isEqualTo(Certainty.INFERRED);
  }

  @Test
  void tellsThreadsOfOneNameApart() {
    ResourceId left = jvm.monitor(0x10, "engine.Left");
    ResourceId right = jvm.monitor(0x20, "engine.Right");
    jvm.thread("worker").owns(left).blockedOn(right);
    jvm.thread("worker").owns(right);
    jvm.thread("worker").blockedOn(left);

    assertThat(findings()).isEmpty();
  }

  @Test
  void findsOwnerByTidWhereItsJavaIdIsNotKnown() {
    ResourceId left = jvm.monitor(0x10, "engine.Left");
    ResourceId mutex = jvm.nativeMutex(0x20, null);
    jvm.thread("one", 301).owns(left).waitsFor(new Wait(mutex, Wait.Kind.NATIVE_MUTEX, false));
    jvm.thread("two", 302).blockedOn(left);
    jvm.ownedBy(
        mutex,
        new Owner(
            new ThreadRef(SnapshotBuilder.process(100), "?", 302, 0),
            Liveness.LIVE,
            Record.MUTEX_OWNER,
            Certainty.PROVED));

    assertThat(names(onlyDeadlock())).containsExactly("one", "two");
  }

  @Test
  void takesLiveThreadRatherThanGhostOfTheSameTid() {
    ResourceId left = jvm.monitor(0x10, "engine.Left");
    ResourceId mutex = jvm.nativeMutex(0x20, null);
    jvm.ghost("stale", 302);
    jvm.thread("one", 301).owns(left).waitsFor(new Wait(mutex, Wait.Kind.NATIVE_MUTEX, false));
    jvm.thread("two", 302).blockedOn(left);
    jvm.ownedBy(
        mutex,
        new Owner(
            new ThreadRef(SnapshotBuilder.process(100), "?", 302, 0),
            Liveness.LIVE,
            Record.MUTEX_OWNER,
            Certainty.PROVED));

    assertThat(names(onlyDeadlock())).containsExactly("one", "two");
  }

  @Test
  void ignoresCycleOfGhosts() {
    Jvm child = tree.jvm(200, 100, "java", "Engine").forkedFrom(100);
    ResourceId left = child.monitor(0x10, "engine.Left");
    ResourceId right = child.monitor(0x20, "engine.Right");
    child.ghost("one", 101).owns(left).blockedOn(right);
    child.ghost("two", 102).owns(right).blockedOn(left);
    child.thread("main").at("engine.Worker.run(Worker.java:4)");

    assertThat(findings()).isEmpty();
  }

  @Test
  void ignoresCycleThroughTimedWait() {
    ResourceId left = jvm.monitor(0x10, "engine.Left");
    ResourceId right = jvm.synchronizer(0x20, REENTRANT);
    jvm.thread("one").owns(left).waitsFor(new Wait(right, Wait.Kind.PARK, true));
    jvm.thread("two").owns(right).blockedOn(left);

    assertThat(findings()).isEmpty();
  }

  @Test
  void ignoresOwnerThatWaitsToBeNotified() {
    ResourceId queue = jvm.monitor(0x10, "engine.Queue");
    jvm.thread("consumer")
        .at("java.lang.Object.wait(Native Method)")
        .at("engine.Queue.take(Queue.java:8)")
        .locked(queue)
        .owns(queue)
        .waitingOn(queue);
    jvm.thread("producer").blockedOn(queue);

    assertThat(findings()).isEmpty();
  }

  @Test
  void ignoresMonitorToBeEnteredAgainThatAnotherHolds() {
    ResourceId queue = jvm.monitor(0x10, "engine.Queue");
    jvm.thread("notified")
        .at("engine.Queue.take(Queue.java:8)")
        .locked(queue)
        .owns(queue)
        .waitsFor(new Wait(queue, Wait.Kind.REENTER_MONITOR, false));
    jvm.thread("holder").at("engine.Queue.put(Queue.java:3)").locked(queue).owns(queue);

    assertThat(findings()).isEmpty();
  }

  @Test
  void ignoresReentrantOwner() {
    ResourceId lock = jvm.synchronizer(0x10, REENTRANT);
    jvm.thread("owner").owns(lock).parkedOn(lock);
    ResourceId monitor = jvm.monitor(0x20, "engine.Left");
    jvm.thread("other owner").owns(monitor).blockedOn(monitor);

    assertThat(findings()).isEmpty();
  }

  private static Owner inferred(Owner owner) {
    return new Owner(owner.thread(), owner.liveness(), owner.record(), Certainty.INFERRED);
  }

  private static List<String> names(Deadlock deadlock) {
    return deadlock.cycle().stream().map(edge -> edge.waiter().thread().ref().name()).toList();
  }

  private List<Finding> findings() {
    return new Analyser().analyse(tree.build()).findings();
  }

  private Deadlock onlyDeadlock() {
    List<Finding> findings = findings();
    assertThat(findings).hasSize(1).first().isInstanceOf(Deadlock.class);
    return (Deadlock) findings.get(0);
  }
}
