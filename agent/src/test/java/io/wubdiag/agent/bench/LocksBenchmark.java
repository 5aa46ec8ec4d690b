package io.wubdiag.agent.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a lock costs that nobody else wants. Run by {@code agent/bench/locks}, with and without the
 * agent.
 *
 * <p>With G1, writing a reference from one old object to another costs a fence of some 5 ns if they
 * lie in different regions of the heap: the lock's own one to its owner, too. Where they lie is
 * luck, and differs from one JVM to the next; regions so large that they all lie in one leave that
 * out.
 */
@Fork(jvmArgsAppend = {"-XX:+UseG1GC", "-XX:G1HeapRegionSize=32m"})
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LocksBenchmark {
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock inner = new ReentrantLock();
  private final Object monitor = new Object();
  private int count;

  /** Old locks, as those of programs that run for long are: a reference to one costs more. */
  @Setup
  public void grow() {
    System.gc();
    System.gc();
  }

  @Benchmark
  public int reentrantLock() {
    lock.lock();
    try {
      return ++count;
    } finally {
      lock.unlock();
    }
  }

  @Benchmark
  public int nestedReentrantLocks() {
    lock.lock();
    try {
      inner.lock();
      try {
        return ++count;
      } finally {
        inner.unlock();
      }
    } finally {
      lock.unlock();
    }
  }

  @Benchmark
  public int synchronizedBlock() {
    synchronized (monitor) {
      return ++count;
    }
  }

  @Benchmark
  public synchronized int synchronizedMethod() {
    return ++count;
  }
}
