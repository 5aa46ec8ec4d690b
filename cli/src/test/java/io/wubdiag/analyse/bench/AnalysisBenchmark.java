package io.wubdiag.analyse.bench;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.analyse.Analyser;
import io.wubdiag.analyse.Analysis;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Resource.QueuedTask;
import io.wubdiag.model.Resource.QueuedTask.Pool;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * How long the analysis alone takes, by how many threads there are and by what they wait for:
 *
 * <ul>
 *   <li>{@code REST}: each for work, in one queue;
 *   <li>{@code CROWD}: all for one monitor;
 *   <li>{@code CHAIN}: each for a monitor of the next one's, the last one runs;
 *   <li>{@code PAIRS}: each two for each other;
 *   <li>{@code RING}: one cycle of all;
 *   <li>{@code POOL}: each for a task in the queue of the pool whose threads they are.
 * </ul>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class AnalysisBenchmark {
  /** Who waits for whom. */
  public enum Shape {
    REST,
    CROWD,
    CHAIN,
    PAIRS,
    RING,
    POOL
  }

  @Param({"12500", "25000", "50000", "100000"})
  public int threads;

  @Param public Shape shape;

  private ProcessTreeSnapshot snapshot = new SnapshotBuilder().build();

  /** Makes the snapshot. */
  @Setup
  public void snapshot() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm jvm = tree.jvm(4711, 1, "java", "-jar", "engine.jar");
    ResourceId queue = jvm.unowned(8, "java.util.concurrent.SynchronousQueue");
    List<ThreadRef> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(new ThreadRef(SnapshotBuilder.process(4711), "worker-" + i, 0, i + 1));
    }
    Pool pool =
        new Pool(
            ResourceId.at(SnapshotBuilder.process(4711), 8),
            "com.acme.Pool",
            true,
            workers,
            threads);
    ResourceId[] monitors = new ResourceId[threads];
    for (int i = 0; i < threads; i++) {
      monitors[i] = jvm.monitor(16L * (i + 1), "com.acme.Account");
    }
    for (int i = 0; i < threads; i++) {
      JvmThread thread =
          jvm.thread("worker-" + i)
              .at("com.acme.Bank.move(Bank.java:41)")
              .at("com.acme.Main.run()");
      switch (shape) {
        case REST -> thread.parkedOn(queue);
        case CROWD -> holds(thread, i == 0 ? monitors[0] : null, i == 0 ? null : monitors[0]);
        case CHAIN -> holds(thread, monitors[i], i == threads - 1 ? null : monitors[i + 1]);
        case PAIRS -> holds(thread, monitors[i], monitors[i ^ 1]);
        case RING -> holds(thread, monitors[i], monitors[(i + 1) % threads]);
        case POOL ->
            thread.parkedOn(
                jvm.add(
                    new QueuedTask(
                        ResourceId.at(SnapshotBuilder.process(4711), 16L * (threads + i + 1)),
                        "com.acme.Task",
                        pool)));
        default -> throw new IllegalStateException(shape.name());
      }
    }
    snapshot = tree.build();
  }

  @Benchmark
  public Analysis analyse() {
    return new Analyser().analyse(snapshot);
  }

  private static void holds(
      JvmThread thread, @Nullable ResourceId held, @Nullable ResourceId awaited) {
    if (held != null) {
      thread.locked(held).owns(held);
    }
    if (awaited != null) {
      thread.blockedOn(awaited);
    }
  }
}
