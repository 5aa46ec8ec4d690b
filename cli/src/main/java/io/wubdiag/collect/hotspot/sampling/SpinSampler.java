package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.kernel.TaskCounters;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Spin;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at suspects repeatedly; all looks must agree. */
final class SpinSampler {
  /** The number of looks that must agree. */
  static final int LOOKS = 12;

  /** The time slices per look from which on a thread had a processor often. */
  static final int FEW_TIMESLICES = 3;

  static final int SHORTEST_PAUSE_MILLIS = 25;
  private static final int PAUSES_DIFFER_BY_MILLIS = 40;

  /**
   * The smallest share of the time on a processor, as a divisor. It is small, since other threads
   * want a processor, too. A yielding thread has an even smaller share, but gets a processor often.
   */
  private static final int SMALLEST_SHARE = 200;

  private final Machine machine;
  private final KernelFacts kernel;
  private final Supplier<@Nullable ThreadDump> print;
  private final Deadline deadline;

  SpinSampler(
      Machine machine,
      KernelFacts kernel,
      Supplier<@Nullable ThreadDump> print,
      Deadline deadline) {
    this.machine = machine;
    this.kernel = kernel;
    this.print = print;
    this.deadline = deadline;
  }

  /** Whether something was true at most looks. */
  static boolean mostly(int looks) {
    return 3 * looks >= 2 * LOOKS;
  }

  /** The suspects that spin. */
  List<Spin> watch(SpinDetector detector, List<SpinSuspect> first) {
    List<SpinSuspect> suspects = new ArrayList<>(first);
    Map<Long, Task.Counters> before = TaskCounters.read(machine, kernel);
    long start = machine.nanoTime();
    for (int look = 1; look < LOOKS; look++) {
      Duration pause =
          Duration.ofMillis(SHORTEST_PAUSE_MILLIS + look * 29L % PAUSES_DIFFER_BY_MILLIS);
      if (deadline.remaining().compareTo(pause) < 0) {
        return List.of();
      }
      machine.rest(pause);
      ThreadDump later = print.get();
      if (later == null) {
        return List.of();
      }
      int looks = look + 1;
      Map<Long, ThreadSnapshot> threads = byJavaId(later);
      suspects.removeIf(suspect -> !detector.isSeen(suspect, threads, looks));
      detector.look(suspects, looks);
      if (suspects.isEmpty() || detector.allOrNone() && suspects.size() < first.size()) {
        return List.of();
      }
    }
    Duration span = Duration.ofNanos(machine.nanoTime() - start);
    Map<Long, Task.Counters> after = TaskCounters.read(machine, kernel);
    detector.judge(suspects, before, after);
    List<Spin> spins = spins(suspects, span, before, after);
    return detector.allOrNone() && spins.size() < suspects.size() ? List.of() : spins;
  }

  /** The suspects that had a processor often or long. */
  private static List<Spin> spins(
      List<SpinSuspect> suspects,
      Duration span,
      Map<Long, Task.Counters> before,
      Map<Long, Task.Counters> after) {
    List<Spin> spins = new ArrayList<>();
    for (SpinSuspect suspect : suspects) {
      long tid = suspect.thread().ref().tid();
      Task.Counters first = before.get(tid);
      Task.Counters last = after.get(tid);
      if (first != null && last != null) {
        Duration ran = Duration.ofNanos(last.cpuNanos() - first.cpuNanos());
        boolean often = last.timeslices() - first.timeslices() >= LOOKS * FEW_TIMESLICES;
        if (often || ran.multipliedBy(SMALLEST_SHARE).compareTo(span) > 0) {
          spins.add(new Spin(suspect.thread().ref(), LOOKS, span, ran, suspect.circle()));
        }
      }
    }
    return spins;
  }

  private static Map<Long, ThreadSnapshot> byJavaId(ThreadDump dump) {
    Map<Long, ThreadSnapshot> threads = new HashMap<>();
    for (ThreadSnapshot thread : dump.threads()) {
      threads.put(thread.ref().javaId(), thread);
    }
    return threads;
  }
}
