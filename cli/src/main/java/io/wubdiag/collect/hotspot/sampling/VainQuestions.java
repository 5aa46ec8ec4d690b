package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.kernel.TaskCounters;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Detects threads that poll, with {@code Thread.yield()} in between, for what another thread would
 * have to do, while all other threads wait and one of them waits for a lock that the polling
 * threads hold. The words of such a thread's stack don't change: it computes nothing.
 */
final class VainQuestions implements SpinDetector {
  /** The number of looks within which a polling thread is seen polling at least once. */
  private static final int FEW_LOOKS = 3;

  /** The number of last looks whose stack words are compared. */
  private static final int LOOKS_AT_STACK = 7;

  private static final long LONG_TIMESLICE_NANOS = 5_000_000;

  private final Machine machine;
  private final KernelFacts kernel;
  private final HotSpotMemory memory;
  private final QuiescenceCheck others;

  /** By Java thread id, the stack words that all attempts saw. */
  private final Map<Long, List<Long>> stacks = new HashMap<>();

  /**
   * @param dump the first dump, with the owners of its locks
   */
  VainQuestions(Machine machine, KernelFacts kernel, HotSpotMemory memory, ThreadDump dump) {
    this.machine = machine;
    this.kernel = kernel;
    this.memory = memory;
    others = new QuiescenceCheck(dump, kernel);
  }

  /** All running threads of the first dump, or none. */
  @Override
  public List<SpinSuspect> suspects(ThreadDump dump) {
    List<ThreadSnapshot> running = others.running();
    if (running.isEmpty() || !others.anyWaitsFor(running) || !others.othersWait()) {
      return List.of();
    }
    List<SpinSuspect> found = new ArrayList<>();
    for (ThreadSnapshot thread : running) {
      Loop loop = Loop.asking(thread);
      if (loop == null) {
        return List.of();
      }
      found.add(new SpinSuspect(thread, loop, null));
    }
    return found;
  }

  @Override
  public boolean isSeen(SpinSuspect suspect, Map<Long, ThreadSnapshot> threads, int looks) {
    ThreadSnapshot later = threads.get(suspect.thread().ref().javaId());
    Loop now = later == null ? null : Loop.asking(later);
    if (now == null || !now.isSameCall(suspect.loop())) {
      return false;
    }
    suspect.asked += now.asks() ? 1 : 0;
    return looks != FEW_LOOKS || suspect.asked > 0;
  }

  @Override
  public void look(List<SpinSuspect> suspects, int looks) {
    if (looks <= SpinSampler.LOOKS - LOOKS_AT_STACK) {
      return;
    }
    Map<Long, Task.Counters> now = TaskCounters.read(machine, kernel);
    for (SpinSuspect suspect : suspects) {
      if (wentOn(suspect, now.get(suspect.thread().ref().tid()))) {
        stackWords(suspect.thread()).ifPresent(words -> addStack(suspect, words));
      }
    }
  }

  /** Whether the suspect has run since its stack was last read. */
  private static boolean wentOn(SpinSuspect suspect, Task.@Nullable Counters now) {
    if (now == null) {
      return false;
    }
    Task.Counters last = suspect.counters;
    boolean wentOn =
        last == null
            || now.timeslices() - last.timeslices() >= SpinSampler.FEW_TIMESLICES
            || now.cpuNanos() - last.cpuNanos() >= LONG_TIMESLICE_NANOS;
    if (wentOn) {
      suspect.counters = now;
    }
    return wentOn;
  }

  private OptionalLong stackWords(ThreadSnapshot thread) {
    ListedThread listed = Spins.listed(memory, thread);
    return listed == null ? OptionalLong.empty() : memory.stackWords(listed);
  }

  private void addStack(SpinSuspect suspect, long words) {
    suspect.stacks.add(words);
    long javaId = suspect.thread().ref().javaId();
    stacks.computeIfAbsent(javaId, thread -> new ArrayList<>()).add(words);
  }

  @Override
  public boolean allOrNone() {
    return true;
  }

  @Override
  public void judge(
      List<SpinSuspect> suspects, Map<Long, Task.Counters> before, Map<Long, Task.Counters> after) {
    boolean stayed =
        others.othersStayed(before, after)
            && memory.signalHandlers().map(handlers -> !handlers.handler()).orElse(false);
    if (!stayed || !suspects.stream().allMatch(this::asks)) {
      suspects.clear();
    }
  }

  /** Whether a thread was mostly seen polling, with the same stack each time. */
  private boolean asks(SpinSuspect suspect) {
    List<Long> all = stacks.getOrDefault(suspect.thread().ref().javaId(), List.of());
    return SpinSampler.mostly(suspect.asked) && (recur(suspect.stacks) || recur(all));
  }

  /**
   * Whether a few stacks recur word for word. Leftovers from a safepoint, or from a method that was
   * compiled meanwhile, may differ. A counting thread has another stack each time.
   */
  private static boolean recur(List<Long> stacks) {
    return 2 * stacks.size() > LOOKS_AT_STACK && 2 * Set.copyOf(stacks).size() <= stacks.size();
  }
}
