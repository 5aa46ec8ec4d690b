package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.kernel.TaskCounters;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
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
 * Watches a JVM during a request for its threads, which it answers at a safepoint. If every look
 * finds that the safepoint waits for the same thread, and this thread runs all the time, then the
 * wait may be endless. So the deadline of the request is brought forward.
 */
public final class SafepointWatch implements AutoCloseable {
  /** The time before the first look. By then the JVM has mostly answered. */
  private static final Duration FIRST_LOOK = Duration.ofMillis(250);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final int LOOKS = 15;

  private final Machine machine;
  private final KernelFacts kernel;
  private final Deadline question;

  /** The deadline of the request, as this watch's own line of work sees it. */
  private final Deadline watched;

  private final Thread watch;
  private volatile @Nullable SafepointBlocker blocker;

  private SafepointWatch(Machine machine, KernelFacts kernel, Deadline question) {
    this.machine = machine;
    this.kernel = kernel;
    this.question = question;
    this.watched = question.by(machine);
    watch = new Thread(this::run, "safepoint watch of " + kernel.pid());
    watch.setDaemon(true);
  }

  /**
   * Begins to watch.
   *
   * @param question the deadline of the request; it is brought forward when an answer is hopeless
   */
  public static SafepointWatch of(Machine machine, KernelFacts kernel, Deadline question) {
    Machine line = machine.line("safepoint of " + kernel.pid());
    SafepointWatch watch = new SafepointWatch(line, kernel, question);
    watch.watch.start();
    return watch;
  }

  /** The thread that the safepoint waits for, null if none is known. */
  public @Nullable SafepointBlocker blocker() {
    close();
    return blocker;
  }

  /** Ends the watch: the JVM has answered, or the request is over. */
  @Override
  public void close() {
    question.bringForward();
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
      machine.sleep(FIRST_LOOK);
      try (HotSpotMemory memory = HotSpotMemory.open(machine, kernel, watched).value()) {
        while (memory != null && !look(memory) && !watched.hasPassed()) {
          machine.sleep(BETWEEN_LOOKS);
        }
      }
    } catch (InterruptedException e) {
      // The JVM has answered.
    }
  }

  /** Whether this look showed which thread the safepoint waits for. */
  private boolean look(HotSpotMemory memory) throws InterruptedException {
    Set<Long> running = new HashSet<>(memory.safepointBlockers(kernel));
    if (running.isEmpty()) {
      return false; // a word of memory tells it, and the rest would read a file for each task
    }
    long start = machine.nanoTime();
    Map<Long, Task.Counters> before = TaskCounters.read(machine, kernel);
    for (int i = 1; i < LOOKS && !running.isEmpty(); i++) {
      machine.sleep(BETWEEN_LOOKS);
      running.retainAll(memory.safepointBlockers(kernel));
    }
    Duration span = Duration.ofNanos(machine.nanoTime() - start);
    Map<Long, Task.Counters> now = TaskCounters.read(machine, kernel);
    for (long tid : List.copyOf(running)) {
      Duration ran = ran(before.get(tid), now.get(tid));
      if (ran.multipliedBy(3).compareTo(span) > 0) {
        blocker = new SafepointBlocker(tid, LOOKS, span, ran);
        watched.bringForward();
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
