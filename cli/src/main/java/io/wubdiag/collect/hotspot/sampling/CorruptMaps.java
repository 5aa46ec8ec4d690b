package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.Spin.Circle;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Detects threads that spin in a map whose nodes form a cycle. */
final class CorruptMaps implements SpinDetector {
  /** The most first looks, if they find threads in maps and no cycle. */
  private static final int FEW_LOOKS = 3;

  private final Machine machine;
  private final HotSpotMemory memory;
  private final Supplier<@Nullable ThreadDump> print;

  CorruptMaps(Machine machine, HotSpotMemory memory, Supplier<@Nullable ThreadDump> print) {
    this.machine = machine;
    this.memory = memory;
    this.print = print;
  }

  /**
   * Looks up to two more times if a first look finds threads in maps and no cycle: the contents of
   * a thread's registers are on its stack only if it stopped at a safepoint there.
   */
  @Override
  public List<SpinSuspect> suspects(ThreadDump dump) {
    Map<Long, Loop> loops = new HashMap<>();
    List<SpinSuspect> found = suspects(dump, loops);
    for (int look = 1; look < FEW_LOOKS && found.isEmpty() && !loops.isEmpty(); look++) {
      machine.rest(Duration.ofMillis(SpinSampler.SHORTEST_PAUSE_MILLIS));
      ThreadDump later = print.get();
      if (later == null) {
        return List.of();
      }
      Map<Long, Loop> before = Map.copyOf(loops);
      found = suspects(later, loops);
      loops.entrySet().removeIf(now -> !isSameCall(now, before));
    }
    return found;
  }

  private List<SpinSuspect> suspects(ThreadDump dump, Map<Long, Loop> loops) {
    loops.clear();
    List<SpinSuspect> found = new ArrayList<>();
    for (ThreadSnapshot thread : dump.threads()) {
      Loop loop = Loop.inMap(thread);
      if (loop != null) {
        loops.put(thread.ref().javaId(), loop);
        Circle circle = circle(thread);
        if (circle != null) {
          found.add(new SpinSuspect(thread, loop, circle));
        }
      }
    }
    return found;
  }

  private static boolean isSameCall(Map.Entry<Long, Loop> now, Map<Long, Loop> before) {
    Loop loop = before.get(now.getKey());
    return loop != null && loop.isSameCall(now.getValue());
  }

  private @Nullable Circle circle(ThreadSnapshot thread) {
    ListedThread listed = Spins.listed(memory, thread);
    return listed == null ? null : memory.circle(listed).orElse(null);
  }

  @Override
  public boolean isSeen(SpinSuspect suspect, Map<Long, ThreadSnapshot> threads, int looks) {
    ThreadSnapshot later = threads.get(suspect.thread().ref().javaId());
    Loop now = later == null ? null : Loop.inMap(later);
    return now != null && now.isSameCall(suspect.loop());
  }

  @Override
  public void look(List<SpinSuspect> suspects, int looks) {
    for (SpinSuspect suspect : suspects) {
      suspect.circles += circle(suspect.thread()) == null ? 0 : 1;
    }
  }

  @Override
  public boolean allOrNone() {
    return false;
  }

  @Override
  public void judge(
      List<SpinSuspect> suspects, Map<Long, Task.Counters> before, Map<Long, Task.Counters> after) {
    suspects.removeIf(suspect -> !SpinSampler.mostly(suspect.circles));
  }
}
