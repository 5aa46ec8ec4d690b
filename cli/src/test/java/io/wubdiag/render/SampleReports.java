package io.wubdiag.render;

import static io.wubdiag.SnapshotBuilder.frame;

import io.wubdiag.PoolStacks;
import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.model.Acquisition;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Cause;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Check;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Fact;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.ForkInherited;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Inversion;
import io.wubdiag.model.LockOrder;
import io.wubdiag.model.LockOrder.TakenLock;
import io.wubdiag.model.LogCall;
import io.wubdiag.model.NotEvaluated;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Quiescence;
import io.wubdiag.model.Report;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Source;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reports of every kind, small, and as analyses make them. The file is long: it is a list of
 * samples, and each is read alone.
 */
final class SampleReports {
  static final String NO_DISPATCHER = "no thread \"Signal Dispatcher\" lives, so it can't answer";

  private SampleReports() {}

  /** A forked child that logs, while a thread of the parent was logging at the fork. */
  static Report forkInheritedHandler() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Finding finding = loggingChild(tree, engine(tree), 4720);
    return new Report(tree.build(), List.of(finding), List.of(), 12);
  }

  /** Three children of one parent, all with the same hang. */
  static Report threeChildrenAlike() {
    SnapshotBuilder tree = new SnapshotBuilder();
    JvmThread twin = engine(tree);
    List<Finding> findings = new ArrayList<>();
    for (long pid = 4720; pid <= 4722; pid++) {
      findings.add(loggingChild(tree, twin, pid));
    }
    return new Report(tree.build(), findings, List.of(), 12);
  }

  private static JvmThread engine(SnapshotBuilder tree) {
    Jvm parent = tree.jvm(4711, 1, "java", "-jar", "engine.jar", "--workers", "4");
    parent.paused(Duration.ofNanos(1_230_000));
    parent.thread("main").at("java.lang.Object.wait(Native Method)");
    return parent
        .thread("mixer", 4733)
        .at("java.io.FileOutputStream.writeBytes(Native Method)")
        .at("java.io.FileOutputStream.write(FileOutputStream.java:349)")
        .at("com.acme.remix.Mixer.run(Mixer.java:31)")
        .at("java.lang.Thread.run(Thread.java:840)");
  }

  private static Finding loggingChild(SnapshotBuilder tree, JvmThread twin, long pid) {
    Jvm child = tree.jvm(pid, 4711, "java", "-jar", "engine.jar", "--workers", "4");
    child
        .forkedFrom(4711, "VM Thread", "Signal Dispatcher", "C2 CompilerThread0")
        .attempt(Source.ATTACH, Attempt.Outcome.SKIPPED, NO_DISPATCHER, 0)
        .from(Source.SERVICEABILITY)
        .paused(Duration.ofMillis(210));
    ResourceId monitor = child.monitor(0x71a2b3c4dL, "java.util.logging.ConsoleHandler");
    JvmThread ghost =
        child
            .ghost("mixer", 4733)
            .at("java.io.FileOutputStream.writeBytes(Native Method)")
            .at("java.io.FileOutputStream.write(FileOutputStream.java:349)")
            .at("java.util.logging.StreamHandler.flush(StreamHandler.java:260)")
            .at("java.util.logging.StreamHandler.publish(StreamHandler.java:196)")
            .locked(monitor)
            .at("java.util.logging.ConsoleHandler.publish(ConsoleHandler.java:95)")
            .at("java.util.logging.Logger.log(Logger.java:983)")
            .at("com.acme.remix.Mixer.run(Mixer.java:28)")
            .at("java.lang.Thread.run(Thread.java:840)")
            .owns(monitor);
    JvmThread main =
        child
            .thread("main", pid)
            .blockedOn(monitor)
            .at("java.util.logging.StreamHandler.publish(StreamHandler.java:175)")
            .at("java.util.logging.ConsoleHandler.publish(ConsoleHandler.java:95)")
            .at("java.util.logging.Logger.log(Logger.java:983)")
            .at("java.util.logging.Logger.doLog(Logger.java:1010)")
            .at("java.util.logging.Logger.log(Logger.java:1033)")
            .at("java.util.logging.Logger.info(Logger.java:1803)")
            .at("com.acme.remix.Worker.started(Worker.java:52)")
            .at("com.acme.remix.Engine.forkWorker(Engine.java:118)")
            .at("com.acme.remix.Engine.main(Engine.java:40)");
    return inherited(
        child,
        monitor,
        ghost,
        frame("java.util.logging.StreamHandler.publish(StreamHandler.java:196)"),
        twin.snapshot(),
        waiter(main, "java.util.logging.StreamHandler.publish(StreamHandler.java:175)"),
        List.of(
            new Evidence(
                new Fact.Waits(main.ref(), child.resource(monitor), null),
                Source.SERVICEABILITY,
                null),
            new Evidence(
                new Fact.Still(main.ref(), Duration.ofMillis(105), false),
                Source.KERNEL,
                new Check(Check.Kind.RUN_TIME, pid, pid, "")),
            new Evidence(
                new Fact.NoTask(ghost.ref()), Source.KERNEL, Check.of(Check.Kind.TASKS, pid)),
            new Evidence(
                new Fact.TwinLives(twin.ref()),
                Source.KERNEL,
                new Check(Check.Kind.TASK_PROCESS, 4711, 4733, ""))));
  }

  private static ForkInherited inherited(
      Jvm child,
      ResourceId id,
      JvmThread ghost,
      @Nullable Frame acquiredIn,
      @Nullable ThreadSnapshot twin,
      Waiter waiter,
      List<Evidence> evidence) {
    Resource resource = child.resource(id);
    Owner owner = resource.owners().get(0);
    return new ForkInherited(
        new Cause(
            resource,
            owner,
            List.of(waiter),
            List.of(new WaitEdge(waiter, resource, owner, acquiredIn)),
            Certainty.PROVED,
            evidence,
            new HeldUp(1, 1)),
        ghost.snapshot(),
        twin,
        4711);
  }

  /**
   * A fork-inherited {@code ReentrantLock}, with a thread behind the one that waits, and a twin
   * that has ended.
   */
  static Report forkInheritedLock() {
    SnapshotBuilder tree = new SnapshotBuilder();
    tree.jvm(4711, 1, "R", "--no-save").thread("main").at("java.lang.Object.wait(Native Method)");
    Jvm child =
        tree.jvm(4720, 4711, "R", "--no-save")
            .executable("/usr/lib/R/bin/exec/R")
            .forkedFrom(4711)
            .from(Source.MEMORY);
    ResourceId lock =
        child.synchronizer(0x71a0L, "java.util.concurrent.locks.ReentrantLock$NonfairSync");
    ResourceId monitor = child.monitor(0x7200L, "com.acme.Cache");
    JvmThread ghost =
        child.ghost("refresher", 4733).at("com.acme.Cache.refresh(Cache.java:88)").owns(lock);
    JvmThread main =
        child
            .thread("main", 4720)
            .parkedOn(lock)
            .at("jdk.internal.misc.Unsafe.park(Native Method)")
            .at("java.util.concurrent.locks.LockSupport.park(LockSupport.java:211)")
            .at(
                "java.util.concurrent.locks.AbstractQueuedSynchronizer.acquire(AbstractQueuedSynchronizer.java:715)")
            .at(
                "java.util.concurrent.locks.AbstractQueuedSynchronizer.acquire(AbstractQueuedSynchronizer.java:938)")
            .at("java.util.concurrent.locks.ReentrantLock$Sync.lock(ReentrantLock.java:153)")
            .at("java.util.concurrent.locks.ReentrantLock.lock(ReentrantLock.java:322)")
            .at("com.acme.Cache.get(Cache.java:41)")
            .locked(monitor)
            .at("com.acme.Model.fit(Model.java:17)")
            .owns(monitor);
    JvmThread second =
        child.thread("scorer", 4735).blockedOn(monitor).at("com.acme.Cache.get(Cache.java:39)");
    Resource resource = child.resource(lock);
    Owner owner = resource.owners().get(0);
    Waiter waits = waiter(main, "com.acme.Cache.get(Cache.java:41)");
    Waiter behind = waiter(second, "com.acme.Cache.get(Cache.java:39)");
    Finding finding =
        new ForkInherited(
            new Cause(
                resource,
                owner,
                List.of(waits),
                List.of(
                    new WaitEdge(
                        behind,
                        child.resource(monitor),
                        main.owner(Owner.Record.LOCKED_FRAME),
                        frame("com.acme.Cache.get(Cache.java:41)")),
                    new WaitEdge(waits, resource, owner, null)),
                Certainty.INFERRED,
                List.of(new Evidence(new Fact.Owns(owner, resource), Source.MEMORY, null)),
                new HeldUp(2, 1)),
            ghost.snapshot(),
            null,
            4711);
    return new Report(tree.build(), List.of(finding), List.of(), 12);
  }

  /** A mutex of HotSpot's, of which a compiler thread of the parent was the owner. */
  static Report forkInheritedNativeMutex() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm parent = tree.jvm(4711, 1, "python3", "serve.py");
    JvmThread twin = parent.thread("C2 CompilerThread0", 4722).state(null);
    Jvm child =
        tree.jvm(4720, 4711, "python3", "serve.py")
            .executable("/usr/bin/python3.11")
            .forkedFrom(4711)
            .from(Source.MEMORY);
    ResourceId mutex = child.nativeMutex(0x7f0012345678L, "Compile_lock");
    JvmThread ghost = child.ghost("C2 CompilerThread0", 4722).state(null).owns(mutex);
    JvmThread main =
        child
            .thread("main", 4720)
            .waitsFor(new Wait(mutex, Wait.Kind.NATIVE_MUTEX, false))
            .at("com.acme.Scorer.score(Scorer.java:12)");
    Finding finding =
        inherited(
            child,
            mutex,
            ghost,
            null,
            twin.snapshot(),
            waiter(main, "com.acme.Scorer.score(Scorer.java:12)"),
            List.of(
                new Evidence(
                    new Fact.Owns(child.resource(mutex).owners().get(0), child.resource(mutex)),
                    Source.KERNEL,
                    null)));
    return new Report(tree.build(), List.of(finding), List.of(), 12);
  }

  /** A collection that nobody is left to run. */
  static Report forkWithoutVmThread() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm parent = tree.jvm(4711, 1, "java", "-jar", "engine.jar");
    JvmThread twin = parent.thread("VM Thread", 4714).state(null);
    Jvm child =
        tree.jvm(4720, 4711, "java", "-jar", "engine.jar")
            .forkedFrom(4711, "VM Thread")
            .from(Source.MEMORY);
    ResourceId operation = child.vmOperation("GenCollectForAllocation");
    JvmThread ghost = child.ghost("VM Thread", 4714).state(null).owns(operation);
    JvmThread main =
        child
            .thread("main", 4720)
            .waitsFor(new Wait(operation, Wait.Kind.VM_OPERATION, false))
            .at("com.acme.remix.Decoder.decode(Decoder.java:77)");
    Finding finding =
        inherited(
            child,
            operation,
            ghost,
            null,
            twin.snapshot(),
            waiter(main, "com.acme.remix.Decoder.decode(Decoder.java:77)"),
            List.of(
                new Evidence(
                    new Fact.NoTask(ghost.ref()),
                    Source.KERNEL,
                    Check.of(Check.Kind.TASK_NAMES, 4720))));
    return new Report(tree.build(), List.of(finding), List.of(), 12);
  }

  /** A deadlock of so many threads, each in {@code Step.run}. */
  static Report deadlock(int length) {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm = tree.jvm(4711, 1, "java", "-jar", "engine.jar").paused(Duration.ofMillis(3));
    jvm.thread("main").at("java.lang.Object.wait(Native Method)");
    List<ResourceId> locks = new ArrayList<>();
    List<JvmThread> threads = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      locks.add(jvm.monitor(0x7100 + 0x10 * i, "com.acme.Deck"));
    }
    for (int i = 0; i < length; i++) {
      threads.add(
          jvm.thread("deck-" + (char) ('a' + i))
              .blockedOn(locks.get((i + 1) % length))
              .at("com.acme.Step.second(Step.java:21)")
              .at("com.acme.Step.run(Step.java:1" + i + ")")
              .locked(locks.get(i))
              .owns(locks.get(i)));
    }
    List<WaitEdge> cycle = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      int next = (i + 1) % length;
      cycle.add(
          new WaitEdge(
              waiter(threads.get(i), "com.acme.Step.second(Step.java:21)"),
              jvm.resource(locks.get(next)),
              threads.get(next).owner(Owner.Record.LOCKED_FRAME),
              frame("com.acme.Step.run(Step.java:1" + next + ")")));
    }
    Waiter other =
        waiter(
            jvm.thread("late").blockedOn(locks.get(0)).at("com.acme.Step.run(Step.java:10)"),
            "com.acme.Step.run(Step.java:10)");
    Finding finding =
        new Finding.Deadlock(
            Cause.ofCycle(
                cycle,
                List.of(other),
                Certainty.PROVED,
                List.of(
                    new Evidence(
                        new Fact.Waits(threads.get(0).ref(), jvm.resource(locks.get(1)), null),
                        Source.ATTACH,
                        Check.of(Check.Kind.STACKS, 4711))),
                new HeldUp(length + 1, 1)));
    return new Report(tree.build(), List.of(finding), List.of(), 12);
  }

  /** A thread that asks for the write lock while it holds the read lock. */
  static Report upgradeOfReadLock() {
    return upgradeOfReadLock(4711);
  }

  private static Report upgradeOfReadLock(long pid) {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm = tree.jvm(pid, 1, "java", "-jar", "engine.jar");
    ResourceId lock =
        jvm.synchronizer(0x7100, "java.util.concurrent.locks.ReentrantReadWriteLock$NonfairSync");
    JvmThread main =
        jvm.thread("main")
            .parkedOn(lock)
            .at("jdk.internal.misc.Unsafe.park(Native Method)")
            .at("java.util.concurrent.locks.LockSupport.park(LockSupport.java:211)")
            .at(
                "java.util.concurrent.locks.ReentrantReadWriteLock$WriteLock.lock(ReentrantReadWriteLock.java:959)")
            .at("com.acme.Catalogue.rename(Catalogue.java:64)")
            .owns(lock, Owner.Record.READ_HOLD);
    Waiter waiter = waiter(main, "com.acme.Catalogue.rename(Catalogue.java:64)");
    Finding finding =
        new Finding.Deadlock(
            Cause.ofCycle(
                List.of(
                    new WaitEdge(
                        waiter, jvm.resource(lock), main.owner(Owner.Record.READ_HOLD), null)),
                List.of(),
                Certainty.PROVED,
                List.of(
                    new Evidence(
                        new Fact.Owns(main.owner(Owner.Record.READ_HOLD), jvm.resource(lock)),
                        Source.MEMORY,
                        null)),
                new HeldUp(1, 1)));
    return new Report(tree.build(), List.of(finding), List.of(), 12);
  }

  static Report orphanedLock() {
    return orphanedLock(4711);
  }

  private static Report orphanedLock(long pid) {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm = tree.jvm(pid, 1, "java", "-jar", "engine.jar");
    ResourceId lock = jvm.synchronizer(0x7100, "java.util.concurrent.locks.ReentrantLock$FairSync");
    Owner owner = jvm.ownedByTerminated(lock, "uploader-7", 31);
    List<Waiter> waiters = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      waiters.add(
          waiter(
              jvm.thread("uploader-" + (7 + i))
                  .parkedOn(lock)
                  .at("com.acme.Quota.take(Quota.java:33)"),
              "com.acme.Quota.take(Quota.java:33)"));
    }
    Finding finding =
        new Finding.OrphanedLock(
            new Cause(
                jvm.resource(lock),
                owner,
                waiters,
                List.of(new WaitEdge(waiters.get(0), jvm.resource(lock), owner, null)),
                Certainty.PROVED,
                List.of(new Evidence(new Fact.Ended(owner.thread()), Source.MEMORY, null)),
                new HeldUp(8, 1)),
            null);
    return new Report(tree.build(), List.of(finding), List.of(), 12);
  }

  /** A pool's thread that waits for its next task and holds a lock. */
  static Report lockLeftByPooledThread() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm = tree.jvm(4711, 1, "java", "-jar", "engine.jar");
    ResourceId lock =
        jvm.synchronizer(0x7100, "java.util.concurrent.locks.ReentrantLock$NonfairSync");
    JvmThread pooled = PoolStacks.fixed(jvm.thread("pool-1-thread-1"));
    Owner owner =
        jvm.ownedBy(
            lock,
            pooled
                .owner(Owner.Record.EXCLUSIVE_OWNER_THREAD)
                .withAcquired(
                    new Acquisition(
                        "com.acme.Quota.reserve(Quota.java:21)", Duration.ofSeconds(41))));
    Waiter waiter =
        waiter(
            jvm.thread("uploader").parkedOn(lock).at("com.acme.Quota.take(Quota.java:33)"),
            "com.acme.Quota.take(Quota.java:33)");
    Finding finding =
        new Finding.OrphanedLock(
            new Cause(
                jvm.resource(lock),
                owner,
                List.of(waiter),
                List.of(new WaitEdge(waiter, jvm.resource(lock), owner, null)),
                Certainty.INFERRED,
                List.of(new Evidence(new Fact.Idle(pooled.ref()), Source.ATTACH, null)),
                new HeldUp(1, 1)),
            pooled.snapshot());
    return new Report(tree.build(), List.of(finding), List.of(), 12);
  }

  static Report lockOrderInversion() {
    SnapshotBuilder tree = new SnapshotBuilder();
    tree.jvm(4711, 1, "java", "-jar", "engine.jar");
    String disk = "com.acme.Disk.<init>(Disk.java:12)";
    LockOrder save =
        new LockOrder(
            "encoder",
            new TakenLock("com.acme.Disk", disk, "com.acme.Disk.save(Disk.java:31)", false),
            new TakenLock(
                "java.util.concurrent.locks.ReentrantReadWriteLock",
                null,
                "com.acme.Net.send(Net.java:54)",
                true),
            List.of(
                SnapshotBuilder.frame("com.acme.Net.send(Net.java:54)"),
                SnapshotBuilder.frame("com.acme.Disk.save(Disk.java:32)"),
                SnapshotBuilder.frame("java.lang.Thread.run(Thread.java:840)")));
    LockOrder fetch =
        new LockOrder(
            "uploader",
            new TakenLock(
                "java.util.concurrent.locks.ReentrantReadWriteLock",
                null,
                "com.acme.Net.fetch(Net.java:71)",
                false),
            new TakenLock("com.acme.Disk", disk, "com.acme.Disk.load(Disk.java:44)", false),
            List.of());
    Finding finding =
        new Finding.LockOrderInversion(
            4711,
            new Inversion(List.of(save, fetch)),
            Certainty.INFERRED,
            List.of(new Evidence(new Fact.OrdersCanMeet(), Source.AGENT, null)));
    return new Report(tree.build(), List.of(finding), List.of(), 11);
  }

  static Report stopped() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm =
        tree.jvm(4711, 1, "java", "-jar", "engine.jar")
            .state(ProcessState.STOPPED)
            .from(Source.KERNEL)
            .attempt(Source.ATTACH, Attempt.Outcome.SKIPPED, "it is stopped", 0);
    Finding finding =
        new Finding.Stopped(
            new Cause(
                null,
                null,
                List.of(),
                List.of(),
                Certainty.PROVED,
                List.of(
                    new Evidence(
                        new Fact.InState(4711, ProcessState.STOPPED),
                        Source.KERNEL,
                        Check.of(Check.Kind.STATE, 4711))),
                new HeldUp(0, 0)),
            jvm.kernel(),
            Finding.Stopped.Why.SIGNAL,
            null);
    return new Report(
        tree.build(),
        List.of(finding),
        List.of(
            new NotEvaluated(
                Finding.Verdict.DEADLOCK,
                4711,
                "stopped by a signal, so its JVM can't answer; resume it and try again"),
            new NotEvaluated(
                Finding.Verdict.ORPHANED_LOCK,
                4711,
                "stopped by a signal, so its JVM can't answer; resume it and try again")),
        12);
  }

  /** A job that reads its terminal from the background. */
  static Report stoppedJob() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm =
        tree.jvm(4711, 1, "java", "-jar", "engine.jar")
            .state(ProcessState.STOPPED)
            .from(Source.KERNEL)
            .attempt(Source.ATTACH, Attempt.Outcome.SKIPPED, "it is stopped", 0);
    Finding finding =
        new Finding.JobControl(
            new Cause(
                null,
                null,
                List.of(),
                List.of(),
                Certainty.PROVED,
                List.of(
                    new Evidence(
                        new Fact.InState(4711, ProcessState.STOPPED),
                        Source.KERNEL,
                        Check.of(Check.Kind.STATE, 4711)),
                    new Evidence(
                        new Fact.DeniedTerminal(4711, "/dev/pts/0"),
                        Source.KERNEL,
                        Check.of(Check.Kind.SYSTEM_CALLS, 4711))),
                new HeldUp(21, 1)),
            jvm.kernel(),
            "/dev/pts/0");
    return new Report(tree.build(), List.of(finding), List.of(), 12);
  }

  /** A pipe that a daemon has open, whose starter has ended. */
  static Report pipeLeftOpen() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm = tree.jvm(4711, 1, "java", "-jar", "engine.jar");
    Jvm daemon = tree.jvm(4720, 1, "sleep", "86400");
    ResourceId pipe =
        jvm.add(
            new Resource.Pipe(
                ResourceId.named(SnapshotBuilder.HOST, "pipe:[7]"),
                "pipe:[7]",
                false,
                null,
                List.of()));
    JvmThread reader =
        jvm.thread("reader")
            .at("java.io.FileInputStream.readBytes(Native Method)")
            .at("com.acme.Tool.output(Tool.java:31)")
            .waitsFor(new Wait(pipe, Wait.Kind.READ, false));
    Owner owner = jvm.ownedBy(pipe, daemon.thread("sleep").owner(Owner.Record.LEFT_BEHIND_UNUSED));
    Waiter waiter = new Waiter(reader.snapshot(), reader.snapshot().frames().get(0));
    Finding finding =
        new Finding.BlockedPeer(
            new Cause(
                jvm.resource(pipe),
                owner,
                List.of(waiter),
                List.of(new WaitEdge(waiter, jvm.resource(pipe), owner, null)),
                Certainty.INFERRED,
                List.of(
                    new Evidence(
                        new Fact.NeverWrote(4720),
                        Source.KERNEL,
                        Check.of(Check.Kind.WRITTEN, 4720))),
                new HeldUp(1, 1)),
            List.of(daemon.kernel()));
    return new Report(tree.build(), List.of(finding), List.of(), 12);
  }

  /** A named pipe that nobody opens to read. */
  static Report namedPipeNobodyReads() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm = tree.jvm(4711, 1, "java", "-jar", "engine.jar");
    ResourceId fifo =
        jvm.add(
            new Resource.MissingReader(
                ResourceId.named(SnapshotBuilder.HOST, "/run/meter"), "/run/meter"));
    JvmThread writer =
        jvm.thread("publisher")
            .at("java.io.FileOutputStream.open0(Native Method)")
            .at("com.acme.Meter.publish(Meter.java:12)")
            .waitsFor(new Wait(fifo, Wait.Kind.OPEN, false));
    Finding finding =
        new Finding.BlockedPeer(
            new Cause(
                jvm.resource(fifo),
                null,
                List.of(new Waiter(writer.snapshot(), writer.snapshot().frames().get(0))),
                List.of(),
                Certainty.INFERRED,
                List.of(new Evidence(new Fact.NoReader(), Source.KERNEL, null)),
                new HeldUp(1, 1)),
            List.of());
    return new Report(tree.build(), List.of(finding), List.of(), 12);
  }

  /** A semaphore whose processes all wait. */
  static Report sharedSemaphore() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm = tree.jvm(4711, 1, "python3", "studio.py");
    ResourceId id = ResourceId.named(SnapshotBuilder.HOST, "semaphore 00:1b:241");
    jvm.add(new Resource.SharedSemaphore(id, "mVIf2r", List.of(4711L), null));
    JvmThread waiter = jvm.thread("MainThread").waitsFor(new Wait(id, Wait.Kind.SEMAPHORE, false));
    Finding finding =
        new Finding.Stranded(
            new Cause(
                jvm.resource(id),
                null,
                List.of(new Waiter(waiter.snapshot(), null)),
                List.of(),
                Certainty.INFERRED,
                List.of(new Evidence(new Fact.HaveSemaphore(List.of(4711L)), Source.KERNEL, null)),
                new HeldUp(1, 1)),
            Finding.Verdict.NOBODY_LEFT,
            Quiescence.Act.RELEASE_PERMIT);
    return new Report(tree.build(), List.of(finding), List.of(), 12);
  }

  static Report contended() {
    return contended(4711, null);
  }

  /** The same, where the agent noted when the lock was taken. */
  static Report notedByTheAgent() {
    return contended(
        4711, new Acquisition("com.acme.Index.rebuild(Index.java:118)", Duration.ofMillis(41_300)));
  }

  private static Report contended(long pid, @Nullable Acquisition acquired) {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm = tree.jvm(pid, 1, "java", "-jar", "engine.jar");
    ResourceId lock = jvm.monitor(0x7100, "com.acme.Index");
    JvmThread owner =
        jvm.thread("indexer")
            .at("java.io.RandomAccessFile.readBytes(Native Method)")
            .at("com.acme.Index.rebuild(Index.java:120)")
            .locked(lock)
            .owns(lock);
    Waiter first =
        waiter(
            jvm.thread("http-1").blockedOn(lock).at("com.acme.Index.find(Index.java:40)"),
            "com.acme.Index.find(Index.java:40)");
    Waiter second =
        waiter(
            jvm.thread("http-2").blockedOn(lock).at("com.acme.Index.find(Index.java:40)"),
            "com.acme.Index.find(Index.java:40)");
    Frame acquiredIn = frame("com.acme.Index.rebuild(Index.java:120)");
    Owner owning = owner.owner(Owner.Record.LOCKED_FRAME);
    if (acquired != null) {
      owning = owning.withAcquired(acquired);
      owner.logs(
          new LogCall(
              "FILE",
              "ch.qos.logback.core.FileAppender",
              "/var/log/engine.log",
              LogCall.Phase.SINK,
              Duration.ofMillis(41_200),
              "com.acme.Index.rebuild(Index.java:118)",
              0));
    }
    Finding finding =
        new Finding.Contended(
            new Cause(
                jvm.resource(lock),
                owning,
                List.of(first, second),
                List.of(new WaitEdge(first, jvm.resource(lock), owning, acquiredIn)),
                Certainty.PROVED,
                List.of(
                    new Evidence(new Fact.Owns(owning, jvm.resource(lock)), Source.ATTACH, null)),
                new HeldUp(2, 1)),
            owner.snapshot(),
            acquired == null ? Duration.ofMillis(4250) : acquired.heldFor());
    return new Report(tree.build(), List.of(finding), List.of(), 0);
  }

  /** All is well, and a process went away while it was looked at. */
  static Report nothingFound() {
    return new Report(healthyTree(), List.of(), List.of(), 0);
  }

  static Report notEvaluated() {
    String reason = "it runs as uid 1001; run this as root or as that user";
    return new Report(
        healthyTree(),
        List.of(),
        List.of(
            new NotEvaluated(Finding.Verdict.FORK_INHERITED, 4712, reason),
            new NotEvaluated(Finding.Verdict.DEADLOCK, 4712, reason),
            new NotEvaluated(Finding.Verdict.DEADLOCK, 4713, reason)),
        4);
  }

  /** Another user's JVM, seen by one who is not root. */
  static Report outOfReach() {
    String reason = "can't tell whether it is a JVM: memory map: permission denied";
    SnapshotBuilder tree = new SnapshotBuilder();
    tree.jvm(4711, 1, "java", "-jar", "engine.jar")
        .from(Source.KERNEL)
        .attempt(Source.ATTACH, Attempt.Outcome.NOT_PERMITTED, reason, 0);
    return new Report(
        tree.build(),
        List.of(),
        List.of(new NotEvaluated(Finding.Verdict.DEADLOCK, 4711, reason)),
        3);
  }

  private static ProcessTreeSnapshot healthyTree() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm parent = tree.jvm(4711, 1, "java", "-jar", "engine.jar");
    ResourceId queue =
        parent.unowned(
            0x7100, "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject");
    parent
        .thread("main")
        .parkedOn(queue)
        .at("jdk.internal.misc.Unsafe.park(Native Method)")
        .at("java.util.concurrent.LinkedBlockingQueue.take(LinkedBlockingQueue.java:435)");
    parent.thread("Finalizer").daemon().at("java.lang.Object.wait(Native Method)");
    tree.jvm(4712, 4711, "java", "-cp", "worker.jar", "com.acme.Worker")
        .from(Source.KERNEL)
        .attempt(
            Source.ATTACH,
            Attempt.Outcome.NOT_PERMITTED,
            "it runs as uid 1001; run this as root",
            3)
        .attempt(Source.SERVICEABILITY, Attempt.Outcome.TIMED_OUT, "", 2_500);
    tree.jvm(4713, 4711, "java", "-cp", "worker.jar", "com.acme.Worker").thread("main");
    tree.vanished(4714, 4713, "sh -c convert");
    return tree.build();
  }

  /** Names that would like to write on the terminal. */
  static Report hostileNames() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm =
        tree.jvm(
            4711,
            1,
            "java",
            "-Dtitle=\u001b]0;owned\u0007",
            "\u202egnp.exe",
            "two\nlines",
            "x".repeat(10_000));
    ResourceId lock = jvm.monitor(0x7100, "com.acme.\u001b[2JEvil" + "$".repeat(600));
    jvm.thread("\u001b[31mred\u001b[0m\r\n\u0085\u009b1mHANG \ud83c\udfb5 \ud800 \"quoted\"");
    jvm.thread("n".repeat(10_000)).blockedOn(lock).at("com.acme.Evil.run(Evil.java:1)");
    jvm.thread("\u0000".repeat(10_000));
    jvm.thread("日本語のスレッド").at("com.acme.\u2066Evil.run(Ev\til.java:1)");
    return new Report(tree.build(), List.of(), List.of(), 0);
  }

  /** A deadlock, an orphaned lock and a contended one, each in a process of its own. */
  static Report severalFindings() {
    SnapshotBuilder tree = new SnapshotBuilder();
    List<Finding> findings = new ArrayList<>();
    for (Report report :
        List.of(upgradeOfReadLock(4711), orphanedLock(4712), contended(4713, null))) {
      tree.capture(report.snapshot().processes().get(0));
      findings.addAll(report.findings());
    }
    return new Report(tree.build(), findings, List.of(), 12);
  }

  /** A worker in a deep tree that is stopped, among many that are well. */
  static Report manyProcesses() {
    SnapshotBuilder tree = new SnapshotBuilder();
    tree.jvm(100, 1, "java", "-jar", "engine.jar");
    for (int pid = 101; pid < 150; pid++) {
      tree.jvm(pid, pid < 120 ? 100 : 119, "java", "-cp", "worker.jar", "com.acme.Worker");
    }
    Jvm stopped = tree.jvm(150, 130, "java", "-cp", "worker.jar", "com.acme.Worker").frozen();
    Finding finding =
        new Finding.Stopped(
            new Cause(
                null, null, List.of(), List.of(), Certainty.PROVED, List.of(), new HeldUp(12, 1)),
            stopped.kernel(),
            Finding.Stopped.Why.FROZEN,
            null);
    return new Report(tree.build(), List.of(finding), List.of(), 12);
  }

  /** A waiter whose place stands far out in its stack, and its program still farther. */
  static Report deepStack() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm = tree.jvm(4711, 1, "java", "-jar", "engine.jar");
    ResourceId lock = jvm.synchronizer(0x7100, "com.acme.TracingLock");
    Owner owner = jvm.ownedByTerminated(lock, "", 31);
    JvmThread thread = jvm.thread("main").parkedOn(lock);
    for (int depth = 0; depth < 40; depth++) {
      String whose = depth < 20 ? "java.text" : "com.acme";
      thread.at(whose + ".Layer" + depth + ".call(Layer.java:" + (depth + 1) + ")");
    }
    Waiter waiter = waiter(thread, "java.text.Layer14.call(Layer.java:15)");
    Finding finding =
        new Finding.OrphanedLock(
            new Cause(
                jvm.resource(lock),
                owner,
                List.of(waiter),
                List.of(new WaitEdge(waiter, jvm.resource(lock), owner, null)),
                Certainty.INFERRED,
                List.of(),
                new HeldUp(1, 1)),
            null);
    return new Report(tree.build(), List.of(finding), List.of(), 12);
  }

  private static Waiter waiter(JvmThread thread, String culprit) {
    return new Waiter(thread.snapshot(), frame(culprit));
  }
}
