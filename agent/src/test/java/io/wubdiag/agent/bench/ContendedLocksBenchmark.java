package io.wubdiag.agent.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.Blackhole;

/** What a lock costs that four threads want all the time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(4)
public class ContendedLocksBenchmark {
  private static final int TOKENS = 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Object monitor = new Object();
  private int count;

  @Benchmark
  public int contendedReentrantLock() {
    lock.lock();
    try {
      Blackhole.consumeCPU(TOKENS);
      return ++count;
    } finally {
      lock.unlock();
    }
  }

  @Benchmark
  public int contendedSynchronized() {
    synchronized (monitor) {
      Blackhole.consumeCPU(TOKENS);
      return ++count;
    }
  }
}
