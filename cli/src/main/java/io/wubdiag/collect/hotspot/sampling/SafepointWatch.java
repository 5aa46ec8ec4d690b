package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.SafepointBlocker;
import io.wubdiag.model.Task;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches a JVM while it is asked for its threads, which it tells at a safepoint. If at every look
 * it waits for the same thread to come there, and that one runs all the time, nobody knows for how
 * long: then the deadline of the question is brought forward.
 */
public final class SafepointWatch implements AutoCloseable {
  /** A JVM that answers is done by then, mostly. */
  private static final Duration FIRST_LOOK = Duration.ofMillis(250);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final int LOOKS = 15;

  private final KernelFacts kernel;
  private final HotSpotMemory memory;
  private final Deadline question;
  private final Thread watch;
  private volatile @Nullable SafepointBlocker straggler;

  private SafepointWatch(KernelFacts kernel, HotSpotMemory memory, Deadline question) {
    this.kernel = kernel;
    this.memory = memory;
    this.question = question;
    watch = new Thread(this::run, "safepoint watch of " + kernel.pid());
    watch.setDaemon(true);
  }

  /**
   * Begins to watch.
   *
   * @param memory which nobody else reads until this is closed
   * @param question is over as soon as there is no hope for an answer
   */
  public static SafepointWatch of(KernelFacts kernel, HotSpotMemory memory, Deadline question) {
    SafepointWatch watch = new SafepointWatch(kernel, memory, question);
    watch.watch.start();
    return watch;
  }

  /** The thread that the JVM waits for, null if it is not known to wait for one. */
  public @Nullable SafepointBlocker straggler() {
    return straggler;
  }

  @Override
  public void close() {
    watch.interrupt();
    boolean interrupted = false;
    while (watch.isAlive()) {
      try {
        watch.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      Thread.sleep(FIRST_LOOK.toMillis());
      while (!look() && !question.hasPassed()) {
        Thread.sleep(BETWEEN_LOOKS.toMillis());
      }
    } catch (InterruptedException e) {
      // It has answered.
    }
  }

  /** Whether that told who it waits for. */
  private boolean look() throws InterruptedException {
    Set<Long> running = new HashSet<>(memory.stragglers(kernel));
    if (running.isEmpty()) {
      return false; // a word of memory tells so, and the rest would read a file for each task
    }
    KernelFactsReader reader = new KernelFactsReader();
    long start = System.nanoTime();
    Map<Long, Task.Counters> before = reader.readCounters(kernel);
    for (int i = 1; i < LOOKS && !running.isEmpty(); i++) {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
      running.retainAll(memory.stragglers(kernel));
    }
    Duration span = Duration.ofNanos(System.nanoTime() - start);
    Map<Long, Task.Counters> now = reader.readCounters(kernel);
    for (long tid : List.copyOf(running)) {
      Duration ran = ran(before.get(tid), now.get(tid));
      if (ran.multipliedBy(3).compareTo(span) > 0) {
        straggler = new SafepointBlocker(tid, LOOKS, span, ran);
        question.bringForward();
        return true;
      }
    }
    return false;
  }

  private static Duration ran(Task.@Nullable Counters before, Task.@Nullable Counters now) {
    return before == null || now == null
        ? Duration.ZERO
        : Duration.ofNanos(now.cpuNanos() - before.cpuNanos());
  }
}
