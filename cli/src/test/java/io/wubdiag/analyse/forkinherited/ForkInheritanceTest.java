package io.wubdiag.analyse.forkinherited;

import static io.wubdiag.SnapshotBuilder.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.wubdiag.FactsBuilder;
import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.analyse.Analyser;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.ForkInherited;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessCapture.CapturedNative;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.NativeMutex;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Source;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import io.wubdiag.render.words.EvidenceWords;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForkInheritanceTest {
  private static final String PUBLISH =
      "java.util.logging.StreamHandler.publish(StreamHandler.java:178)";

  private final SnapshotBuilder tree = new SnapshotBuilder();
  private final Jvm parent = tree.jvm(100, 1, "python3", "engine.py");
  private final Jvm child = tree.jvm(200, 100, "python3", "engine.py").forkedFrom(100, "VM Thread");

  @Test
  void reportsLoggingHandlerThatGhostLocked() {
    ResourceId twinsHandler = parent.monitor(0x700, "java.util.logging.ConsoleHandler");
    parent.thread("main").at("engine.Main.run(Main.java:9)");
    JvmThread twin = parent.thread("mixer", 101).at(PUBLISH).locked(twinsHandler);

    ResourceId handler = child.monitor(0x700, "java.util.logging.ConsoleHandler");
    child.from(Source.SERVICEABILITY);
    JvmThread survivor =
        child.thread("main").at(PUBLISH).at("engine.Worker.run(Worker.java:31)").blockedOn(handler);
    JvmThread ghost =
        child
            .ghost("mixer", 101)
            .at("java.io.FileOutputStream.writeBytes(Native Method)")
            .at(PUBLISH)
            .locked(handler)
            .owns(handler);

    ForkInherited finding = onlyFinding();

    assertThat(finding.resource()).isEqualTo(child.resource(handler));
    assertThat(finding.owner().thread()).isEqualTo(ghost.ref());
    assertThat(finding.ghost()).isEqualTo(ghost.snapshot());
    assertThat(finding.acquiredIn()).isEqualTo(ghost.snapshot().frames().get(1));
    assertThat(finding.twin()).isEqualTo(twin.snapshot());
    assertThat(finding.original()).isEqualTo(100);
    assertThat(finding.waiters()).containsExactly(new Waiter(survivor.snapshot(), frame(PUBLISH)));
    assertThat(finding.chain())
        .containsExactly(
            new WaitEdge(
                new Waiter(survivor.snapshot(), frame(PUBLISH)),
                finding.resource(),
                finding.owner(),
                finding.acquiredIn()));
    assertThat(finding.certainty()).isEqualTo(Certainty.PROVED);
    assertThat(finding.heldUp()).isEqualTo(new HeldUp(1, 1));
    assertThat(finding.evidence())
        .extracting(EvidenceWords::statement, Evidence::source, EvidenceWords::check)
        .containsExactly(
            tuple(
                "\"main\" (tid 200) waits for the monitor of java.util.logging.ConsoleHandler"
                    + " 0x700",
                Source.SERVICEABILITY,
                "jhsdb jstack --pid 200"),
            tuple(
                "a frame of \"mixer\" (tid 101) has locked the monitor of"
                    + " java.util.logging.ConsoleHandler 0x700",
                Source.SERVICEABILITY,
                "jhsdb jstack --pid 200"),
            tuple(
                "\"mixer\" (tid 101) is not a task of process 200",
                Source.KERNEL,
                "ls /proc/200/task"),
            tuple(
                "task 101 lives in process 100, the parent at the fork",
                Source.KERNEL,
                "grep Tgid /proc/101/status"));
  }

  @Test
  void countsThreadsBehindThoseThatWaitForTheGhost() {
    ResourceId lock = child.synchronizer(0x10, "java.util.concurrent.locks.ReentrantLock$FairSync");
    ResourceId queue = child.monitor(0x20, "engine.Queue");
    child.ghost("mixer", 101).owns(lock);
    JvmThread first = child.thread("first", 201).parkedOn(lock).owns(queue);
    JvmThread second = child.thread("second", 202).parkedOn(lock);
    JvmThread third = child.thread("third", 203).blockedOn(queue);

    ForkInherited finding = onlyFinding();

    assertThat(finding.waiters())
        .extracting(Waiter::thread)
        .containsExactly(first.snapshot(), second.snapshot());
    assertThat(finding.acquiredIn()).as("of a synchronizer nothing shows the frame").isNull();
    assertThat(finding.heldUp()).isEqualTo(new HeldUp(3, 1));
    assertThat(finding.chain())
        .extracting(edge -> edge.waiter().thread(), edge -> edge.resource().id())
        .containsExactly(tuple(third.snapshot(), queue), tuple(first.snapshot(), lock));
  }

  @Test
  void givesEachForkedChildItsOwnFinding() {
    for (int pid = 300; pid < 304; pid++) {
      Jvm worker = tree.jvm(pid, 100, "python3", "engine.py").forkedFrom(100);
      ResourceId handler = worker.monitor(0x700, "java.util.logging.ConsoleHandler");
      worker.ghost("mixer", 101).owns(handler);
      worker.thread("main", pid).blockedOn(handler);
    }

    assertThat(findings())
        .extracting(finding -> ((ForkInherited) finding).owner().thread().pid())
        .containsExactly(300L, 301L, 302L, 303L);
  }

  @Test
  void reportsVmOperationThatNobodyIsLeftToRun() {
    ResourceId collection = child.vmOperation("G1CollectForAllocation");
    Owner vmThread =
        new Owner(
            new ThreadRef(SnapshotBuilder.process(200), "VM Thread", 0, 0),
            Liveness.GHOST,
            Record.ONLY_SERVER,
            Certainty.PROVED);
    child.ownedBy(collection, vmThread);
    child.thread("main").at("engine.Mixer.fill(Mixer.java:7)").waitsFor(vmWait(collection));

    ForkInherited finding = onlyFinding();

    assertThat(finding.owner()).isEqualTo(vmThread);
    assertThat(finding.ghost()).isNull();
    assertThat(finding.twin()).isNull();
    assertThat(finding.original()).isEqualTo(100);
    assertThat(finding.certainty()).isEqualTo(Certainty.PROVED);
    assertThat(finding.evidence())
        .extracting(EvidenceWords::statement)
        .contains(
            "only \"VM Thread\" serves the VM operation G1CollectForAllocation",
            "\"VM Thread\" is not a task of process 200");
  }

  @Test
  void findsTaskThatIsNoJavaThreadAsTwin() {
    parent.thread("VM Thread", 102);
    ResourceId mutex = child.nativeMutex(0x7f00, "Compile_lock");
    child.ownedBy(mutex, mutexOwner(200, 102));
    child.thread("main").waitsFor(new Wait(mutex, Wait.Kind.NATIVE_MUTEX, false));

    ForkInherited finding = onlyFinding();

    assertThat(finding.twin()).isNotNull();
    assertThat(finding.twin().ref().name()).isEqualTo("VM Thread");
    assertThat(finding.certainty()).isEqualTo(Certainty.PROVED);
    assertThat(finding.evidence())
        .extracting(EvidenceWords::check)
        .contains(
            "cat /proc/200/task/200/syscall",
            "dd if=/proc/200/mem bs=4 skip=" + 0x7f08 / 4 + " count=1 2>/dev/null | od -An -td4");
  }

  @Test
  void findsOriginalOfForkedNativeProcessByItsTask() {
    parent.thread("mixer", 101);
    ResourceId id = ResourceId.at(SnapshotBuilder.process(500), 0x7f00);
    Resource mutex = new NativeMutex(id, null, List.of(mutexOwner(500, 101)));
    ThreadSnapshot waiter =
        new ThreadSnapshot(
            new ThreadRef(SnapshotBuilder.process(500), "sh", 500, 0),
            null,
            false,
            false,
            false,
            null,
            List.of(),
            new Wait(id, Wait.Kind.NATIVE_MUTEX, false),
            Duration.ZERO);
    Jvm facts = new SnapshotBuilder().jvm(500, 100, "sh");
    facts.thread("sh");
    tree.capture(
        new CapturedNative(
            facts.kernel(),
            ProcessCapture.Runtime.NATIVE,
            List.of(),
            List.of(waiter),
            List.of(mutex)));

    ForkInherited finding = onlyFinding();

    assertThat(finding.original()).isEqualTo(100);
    assertThat(finding.twin()).isNotNull();
    assertThat(finding.certainty()).isEqualTo(Certainty.PROVED);
  }

  @Test
  void followsForkOfForkToTheTwin() {
    JvmThread twin = parent.thread("mixer", 101);
    child.ghost("mixer", 101);
    Jvm grandchild = tree.jvm(300, 200, "python3").forkedFrom(200);
    ResourceId lock = grandchild.monitor(0x10, "java.lang.Object");
    grandchild.ghost("mixer", 101).owns(lock);
    grandchild.thread("main").blockedOn(lock);

    ForkInherited finding = onlyFinding();

    assertThat(finding.twin()).isEqualTo(twin.snapshot());
    assertThat(finding.original()).isEqualTo(100);
  }

  @Test
  void isInferredWhereTheOwnerIsOrItsAbsenceIsNotSeen() {
    ResourceId lock = child.monitor(0x10, "java.lang.Object");
    JvmThread ghost = child.ghost("mixer", 101);
    Owner owner = ghost.owner(Record.LOCKED_FRAME);
    child.ownedBy(
        lock, new Owner(owner.thread(), owner.liveness(), owner.record(), Certainty.INFERRED));
    child.thread("main").blockedOn(lock);

    ResourceId other = child.monitor(0x20, "java.lang.Object");
    child.ghost("with a task after all", 203).owns(other);
    child.thread("203", 203);
    child.thread("waiter", 204).blockedOn(other);

    assertThat(findings())
        .extracting(Finding::certainty)
        .containsExactly(Certainty.INFERRED, Certainty.INFERRED);
  }

  @Test
  void isInferredWhereTheOwnerMayHaveEndedInstead() {
    Jvm perhapsForked = tree.jvm(600, 1, "java", "Engine");
    ResourceId mutex = perhapsForked.nativeMutex(0x7f00, null);
    perhapsForked.ownedBy(mutex, mutexOwner(600, 555));
    perhapsForked.thread("main").waitsFor(new Wait(mutex, Wait.Kind.NATIVE_MUTEX, false));

    ForkInherited finding = onlyFinding();

    assertThat(finding.certainty()).isEqualTo(Certainty.INFERRED);
    assertThat(finding.original()).isZero();
  }

  @Test
  void findsTwinByTheIdThatItsContainerKnows() {
    JvmThread twin = parent.thread("mixer", 5007);
    ResourceId lock = child.monitor(0x10, "java.lang.Object");
    child.ghost("mixer", 7).owns(lock);
    child.thread("main").blockedOn(lock);
    CapturedJvm seen = parent.build();
    Task task = new Task(5007, 7, "mixer", ProcessState.SLEEPING, null, null, null);
    CapturedJvm inContainer =
        new CapturedJvm(
            withTask(seen.kernel(), task),
            seen.jvm(),
            seen.source(),
            seen.attempts(),
            seen.paused(),
            seen.threads(),
            seen.resources());

    List<Finding> findings =
        new Analyser()
            .analyse(new SnapshotBuilder().capture(inContainer).capture(child.build()).build())
            .findings();

    assertThat(((ForkInherited) findings.get(0)).twin()).isEqualTo(twin.snapshot());
  }

  private static KernelFacts withTask(KernelFacts facts, Task task) {
    return FactsBuilder.like(facts).tasks(List.of(task)).build();
  }

  @Test
  void isSilentOnGhostsThatWaitAndOnTimedWaits() {
    ResourceId lock = child.monitor(0x10, "java.lang.Object");
    child.ghost("owner", 101).owns(lock);
    child.ghost("waiter", 102).blockedOn(lock);
    child.thread("timed").waitsFor(new Wait(lock, Wait.Kind.PARK, true));
    child.thread("waits to be notified").waitingOn(lock);

    assertThat(findings()).isEmpty();
  }

  @Test
  void believesTheThreadRatherThanTheOwnerThatItLives() {
    ResourceId lock = child.monitor(0x10, "java.lang.Object");
    JvmThread survivor = child.thread("main");
    child.ownedBy(
        lock,
        new Owner(survivor.ref(), Liveness.GHOST, Record.EXCLUSIVE_OWNER_THREAD, Certainty.PROVED));
    child.thread("waiter", 201).blockedOn(lock);

    assertThat(findings()).isEmpty();
  }

  private static Owner mutexOwner(long pid, long tid) {
    ThreadRef ref = new ThreadRef(SnapshotBuilder.process(pid), "?", tid, 0);
    return new Owner(ref, Liveness.GHOST, Record.MUTEX_OWNER, Certainty.PROVED);
  }

  private static Wait vmWait(ResourceId operation) {
    return new Wait(operation, Wait.Kind.VM_OPERATION, false);
  }

  private List<Finding> findings() {
    ProcessTreeSnapshot snapshot = tree.build();
    return new Analyser().analyse(snapshot).findings();
  }

  private ForkInherited onlyFinding() {
    List<Finding> findings = findings();
    assertThat(findings).hasSize(1).first().isInstanceOf(ForkInherited.class);
    return (ForkInherited) findings.get(0);
  }
}
