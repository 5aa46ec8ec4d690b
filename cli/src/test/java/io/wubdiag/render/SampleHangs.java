package io.wubdiag.render;

import static io.wubdiag.SnapshotBuilder.frame;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.model.Cause;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Check;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Fact;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Quiescence.Act;
import io.wubdiag.model.Report;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.QueuedTask;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Source;
import io.wubdiag.model.Spin.Circle;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports of hangs without a lock's owner: pools, queues, loops and pipes. */
final class SampleHangs {
  private static final Duration SPAN = Duration.ofMillis(300);

  private SampleHangs() {}

  /** A pool of two threads, each of which waits for a task in the pool's own queue. */
  static Report starvedPool() {
    return starvedPool("java.util.concurrent.FutureTask", Wait.Kind.PARK);
  }

  /** Virtual threads whose carriers are all pinned by others. */
  static Report pinnedCarriers() {
    return starvedPool("java.lang.VirtualThread", Wait.Kind.CARRIER);
  }

  private static Report starvedPool(String task, Wait.Kind kind) {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm = tree.jvm(4711, 1, "java", "-jar", "engine.jar");
    List<JvmThread> workers =
        List.of(
            jvm.thread("render-1").at("com.acme.Render.part(Render.java:31)"),
            jvm.thread("render-2").at("com.acme.Render.part(Render.java:31)"));
    QueuedTask.Pool pool =
        new QueuedTask.Pool(
            ResourceId.at(SnapshotBuilder.process(4711), 0x7200),
            "java.util.concurrent.ThreadPoolExecutor",
            true,
            List.of(workers.get(0).ref(), workers.get(1).ref()),
            2);
    List<Waiter> waiters = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      ResourceId id =
          jvm.add(
              new QueuedTask(
                  ResourceId.at(SnapshotBuilder.process(4711), 0x7100 + 0x10 * i), task, pool));
      waiters.add(
          waiter(
              workers.get(i).waitsFor(new Wait(id, kind, false)),
              "com.acme.Render.part(Render.java:31)"));
    }
    Resource first = jvm.resource(ResourceId.at(SnapshotBuilder.process(4711), 0x7100));
    Finding finding =
        new Finding.StarvedPool(
            new Cause(
                first,
                null,
                waiters,
                List.of(),
                Certainty.PROVED,
                List.of(new Evidence(new Fact.PoolIsComplete(pool), Source.MEMORY, null)),
                new HeldUp(2, 1)),
            pool);
    return report(tree, finding);
  }

  /** A full queue whose consumer has died. */
  static Report fullQueue() {
    return stranded(
        Verdict.DEAD_CONSUMER,
        Act.TAKE,
        "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject");
  }

  /** A latch that nobody is left to count down. */
  static Report latch() {
    return stranded(Verdict.NOBODY_LEFT, Act.COMPLETE, "java.util.concurrent.CountDownLatch$Sync");
  }

  /** Permits of which nobody gives one back. */
  static Report permits() {
    return stranded(
        Verdict.STARVED_POOL, Act.RELEASE_PERMIT, "java.util.concurrent.Semaphore$NonfairSync");
  }

  /** A thread that holds another lock while it waits to be notified, and one that needs that. */
  static Report nestedLocks() {
    return stranded(Verdict.DEADLOCK, Act.NOTIFY, "java.lang.Object");
  }

  private static Report stranded(Verdict verdict, Act act, String className) {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm = tree.jvm(4711, 1, "java", "-jar", "engine.jar");
    ResourceId id = jvm.unowned(0x7100, className);
    JvmThread thread =
        jvm.thread("producer")
            .parkedOn(id)
            .at("jdk.internal.misc.Unsafe.park(Native Method)")
            .at("com.acme.Feed.next(Feed.java:18)");
    Finding finding =
        new Finding.Stranded(
            new Cause(
                jvm.resource(id),
                null,
                List.of(waiter(thread, "com.acme.Feed.next(Feed.java:18)")),
                List.of(),
                Certainty.INFERRED,
                List.of(
                    new Evidence(
                        new Fact.StandsStill(4711, 1, SPAN),
                        Source.KERNEL,
                        Check.of(Check.Kind.STACKS, 4711))),
                new HeldUp(1, 1)),
            verdict,
            act);
    return report(tree, finding);
  }

  /** A map that has become a circle. */
  static Report corruptMap() {
    return spinning(new Circle("java.util.WeakHashMap$Entry", "next", 2));
  }

  /** A thread that asks for a flag which another one would set under the lock that it holds. */
  static Report flagUnderLock() {
    return spinning(null);
  }

  private static Report spinning(@Nullable Circle circle) {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm = tree.jvm(4711, 1, "java", "-jar", "engine.jar");
    ResourceId lock = jvm.monitor(0x7100, "com.acme.Cache");
    JvmThread spinner =
        jvm.thread("loader").at("com.acme.Cache.put(Cache.java:52)").locked(lock).owns(lock);
    JvmThread behind = jvm.thread("reader").blockedOn(lock).at("com.acme.Cache.get(Cache.java:40)");
    WaitEdge edge =
        new WaitEdge(
            waiter(behind, "com.acme.Cache.get(Cache.java:40)"),
            jvm.resource(lock),
            spinner.owner(Owner.Record.LOCKED_FRAME),
            frame("com.acme.Cache.put(Cache.java:52)"));
    Waiter spins = waiter(spinner, "com.acme.Cache.put(Cache.java:52)");
    Cause cause =
        new Cause(
            null,
            null,
            List.of(spins),
            List.of(edge),
            Certainty.INFERRED,
            List.of(new Evidence(new Fact.OthersWait(4711, SPAN), Source.ATTACH, null)),
            new HeldUp(2, 1));
    return report(tree, new Finding.Spinning(cause, circle));
  }

  /** A write to a pipe whose reader waits for something else. */
  static Report fullPipe() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm reader = tree.jvm(4711, 1, "java", "-jar", "engine.jar");
    Jvm writer = tree.jvm(4720, 4711, "java", "-jar", "worker.jar");
    ResourceId pipe =
        writer.add(
            new Resource.Pipe(
                ResourceId.named(SnapshotBuilder.HOST, "pipe:[7]"),
                "pipe:[7]",
                true,
                null,
                List.of()));
    JvmThread logs =
        writer
            .thread("main")
            .at("java.io.FileOutputStream.writeBytes(Native Method)")
            .at("com.acme.Worker.log(Worker.java:61)")
            .waitsFor(new Wait(pipe, Wait.Kind.WRITE, false));
    Owner owner = writer.ownedBy(pipe, reader.thread("main").owner(Owner.Record.OTHER_END));
    Waiter waiter = waiter(logs, "java.io.FileOutputStream.writeBytes(Native Method)");
    Cause cause =
        new Cause(
            writer.resource(pipe),
            owner,
            List.of(waiter),
            List.of(new WaitEdge(waiter, writer.resource(pipe), owner, null)),
            Certainty.INFERRED,
            List.of(new Evidence(new Fact.Owns(owner, writer.resource(pipe)), Source.KERNEL, null)),
            new HeldUp(1, 1));
    return report(tree, new Finding.BlockedSink(cause));
  }

  private static Report report(SnapshotBuilder tree, Finding finding) {
    return new Report(tree.build(), List.of(finding), List.of(), 12);
  }

  private static Waiter waiter(JvmThread thread, String culprit) {
    return new Waiter(thread.snapshot(), frame(culprit));
  }
}
