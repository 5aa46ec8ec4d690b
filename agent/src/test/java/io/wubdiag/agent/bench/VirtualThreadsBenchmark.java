package io.wubdiag.agent.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a virtual thread costs that takes ten locks, of ten thousand that come and go at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VirtualThreadsBenchmark {
  private static final int THREADS = 10_000;
  private static final int ROUNDS = 10;
  private static final int LOCKS = 64;

  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];
  private ExecutorService threads;

  @Setup
  public void start() throws ReflectiveOperationException {
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
    // Not there before JDK 21.
    threads =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  @Benchmark
  @OperationsPerInvocation(THREADS)
  public void tenThousandVirtualThreads() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      threads.execute(
          () -> {
            for (int round = 0; round < ROUNDS; round++) {
              take(locks[(number + round) % LOCKS]);
            }
            done.countDown();
          });
    }
    done.await();
  }

  private static void take(ReentrantLock lock) {
    lock.lock();
    try {
      Thread.yield();
    } finally {
      lock.unlock();
    }
  }

  @TearDown
  public void end() {
    threads.shutdown();
  }
}
