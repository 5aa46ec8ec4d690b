package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.collect.hotspot.dump.DumpStep;
import io.wubdiag.collect.hotspot.dump.JvmReading;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.kernel.TaskCounters;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Spin;
import io.wubdiag.model.Spin.Circle;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds threads that run and get nowhere, of two kinds: within a map whose nodes make a circle; and
 * asking again and again, with {@code Thread.yield()} in between, for what another thread would
 * have to do, while all other threads wait and one of them for what they hold. The words of such a
 * thread's stack don't change: it computes nothing. A first look tells whether there can be one;
 * only then there are more, and all must agree.
 */
public final class Spins implements DumpStep {
  /** So many looks must agree. */
  private static final int LOOKS = 12;

  private static final int MOST_ATTEMPTS = 4;

  /** After so many a thread that asks again and again was seen doing so. */
  private static final int FEW_LOOKS = 3;

  /** Of the last so many it is compared whether the stack has the same words. */
  private static final int LOOKS_AT_STACK = 7;

  /** When a thread has asked once more, by the kernel's counters: so often, or so long. */
  private static final int FEW_TIMESLICES = 3;

  private static final long LONG_TIMESLICE_NANOS = 5_000_000;

  private static final int SHORTEST_PAUSE_MILLIS = 25;
  private static final int PAUSES_DIFFER_BY_MILLIS = 40;

  /**
   * How small a share of the time it may have had a processor, since others want one, too. One who
   * yields has even less, but gets it often.
   */
  private static final int SMALLEST_SHARE = 200;

  private final Machine machine;
  private final KernelFacts kernel;
  private final HotSpotMemory memory;
  private final Supplier<@Nullable ThreadDump> print;
  private final Deadline deadline;

  /** By Java thread id, the words of stacks that all attempts saw. */
  private final Map<Long, List<Long>> stacks = new HashMap<>();

  /**
   * @param print dumps the threads again, without the owners of locks; null if that failed
   */
  public Spins(
      Machine machine,
      KernelFacts kernel,
      HotSpotMemory memory,
      Supplier<@Nullable ThreadDump> print,
      Deadline deadline) {
    this.machine = machine;
    this.kernel = kernel;
    this.memory = memory;
    this.print = print;
    this.deadline = deadline;
  }

  @Override
  public void complete(JvmReading reading) {
    reading.put(reading.facts().withSpins(find(reading.dump())));
  }

  /** The spinning threads of a JVM that has just been dumped, with the owners of its locks. */
  private List<Spin> find(ThreadDump dump) {
    ThreadDump now = dump;
    for (int attempt = 1; now != null; attempt++) {
      List<Suspect> suspects = inCircles(now);
      Waits waits = new Waits(dump);
      if (suspects.isEmpty() && waits.onlyForThoseWhoRun()) {
        suspects = asking(waits);
      }
      List<Spin> found = suspects.isEmpty() ? List.of() : watch(suspects, waits);
      if (suspects.isEmpty() || !found.isEmpty() || attempt == MOST_ATTEMPTS) {
        return found;
      }
      now = print.get(); // while a method is being compiled, stacks differ
    }
    return List.of();
  }

  /**
   * Where a first look finds threads in maps and no circle, there may be two more: what a thread
   * has in its registers lies on its stack only if it came to a safepoint there.
   */
  private List<Suspect> inCircles(ThreadDump dump) {
    Map<Long, Loop> loops = new HashMap<>();
    List<Suspect> found = inCircles(dump, loops);
    for (int look = 1; look < FEW_LOOKS && found.isEmpty() && !loops.isEmpty(); look++) {
      machine.rest(Duration.ofMillis(SHORTEST_PAUSE_MILLIS));
      ThreadDump later = print.get();
      if (later == null) {
        return List.of();
      }
      Map<Long, Loop> before = Map.copyOf(loops);
      found = inCircles(later, loops);
      loops.entrySet().removeIf(now -> !isSameCall(now, before));
    }
    return found;
  }

  private static boolean isSameCall(Map.Entry<Long, Loop> now, Map<Long, Loop> before) {
    Loop loop = before.get(now.getKey());
    return loop != null && loop.isSameCall(now.getValue());
  }

  private List<Suspect> inCircles(ThreadDump dump, Map<Long, Loop> loops) {
    loops.clear();
    List<Suspect> found = new ArrayList<>();
    for (ThreadSnapshot thread : dump.threads()) {
      Loop loop = Loop.inMap(thread);
      if (loop != null) {
        loops.put(thread.ref().javaId(), loop);
        Circle circle = circle(thread);
        if (circle != null) {
          found.add(new Suspect(thread, loop, circle));
        }
      }
    }
    return found;
  }

  private static List<Suspect> asking(Waits waits) {
    List<Suspect> found = new ArrayList<>();
    for (ThreadSnapshot thread : waits.running()) {
      Loop loop = Loop.asking(thread);
      if (loop == null) {
        return List.of();
      }
      found.add(new Suspect(thread, loop, null));
    }
    return found;
  }

  private @Nullable Circle circle(ThreadSnapshot thread) {
    ListedThread listed = listed(thread);
    return listed == null ? null : memory.circle(listed).orElse(null);
  }

  private OptionalLong stackWords(ThreadSnapshot thread) {
    ListedThread listed = listed(thread);
    return listed == null ? OptionalLong.empty() : memory.stackWords(listed);
  }

  private @Nullable ListedThread listed(ThreadSnapshot thread) {
    for (ListedThread listed : memory.threads()) {
      if (listed.javaId() == thread.ref().javaId()) {
        return listed;
      }
    }
    return null;
  }

  private List<Spin> watch(List<Suspect> first, Waits waits) {
    List<Suspect> suspects = new ArrayList<>(first);
    boolean inMap = suspects.get(0).circle != null;
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
      suspects.removeIf(suspect -> !suspect.isSeen(threads, looks));
      if (inMap) {
        for (Suspect suspect : suspects) {
          suspect.circles += circle(suspect.thread) == null ? 0 : 1;
        }
      } else if (looks > LOOKS - LOOKS_AT_STACK) {
        Map<Long, Task.Counters> now = TaskCounters.read(machine, kernel);
        for (Suspect suspect : suspects) {
          boolean wentOn = suspect.wentOn(now.get(suspect.thread.ref().tid()));
          if (wentOn) {
            stackWords(suspect.thread).ifPresent(words -> addStack(suspect, words));
          }
        }
      }
      if (suspects.isEmpty() || !inMap && suspects.size() < first.size()) {
        return List.of();
      }
    }
    suspects.removeIf(suspect -> inMap && !mostly(suspect.circles));
    if (suspects.isEmpty()) {
      return List.of();
    }
    Duration span = Duration.ofNanos(machine.nanoTime() - start);
    Map<Long, Task.Counters> after = TaskCounters.read(machine, kernel);
    if (!inMap && !(suspects.stream().allMatch(this::asks) && waits.stayed(before, after))) {
      return List.of();
    }
    return confirmed(suspects, span, before, after);
  }

  private void addStack(Suspect suspect, long words) {
    suspect.stacks.add(words);
    stacks.computeIfAbsent(suspect.thread.ref().javaId(), thread -> new ArrayList<>()).add(words);
  }

  /** Whether a thread was seen to ask mostly, and to have the same stack then. */
  private boolean asks(Suspect suspect) {
    List<Long> all = stacks.getOrDefault(suspect.thread.ref().javaId(), List.of());
    return mostly(suspect.asked) && (recur(suspect.stacks) || recur(all));
  }

  /**
   * Whether stacks were a few, word for word: what is left over from a safepoint, or from a method
   * that was compiled meanwhile, may differ. One who counts has another one each time.
   */
  private static boolean recur(List<Long> stacks) {
    return 2 * stacks.size() > LOOKS_AT_STACK && 2 * Set.copyOf(stacks).size() <= stacks.size();
  }

  private static boolean mostly(int looks) {
    return 3 * looks >= 2 * LOOKS;
  }

  private static Map<Long, ThreadSnapshot> byJavaId(ThreadDump dump) {
    Map<Long, ThreadSnapshot> threads = new HashMap<>();
    for (ThreadSnapshot thread : dump.threads()) {
      threads.put(thread.ref().javaId(), thread);
    }
    return threads;
  }

  private static List<Spin> confirmed(
      List<Suspect> suspects,
      Duration span,
      Map<Long, Task.Counters> before,
      Map<Long, Task.Counters> after) {
    List<Spin> spins = new ArrayList<>();
    for (Suspect suspect : suspects) {
      long tid = suspect.thread.ref().tid();
      Task.Counters first = before.get(tid);
      Task.Counters last = after.get(tid);
      if (first != null && last != null) {
        Duration ran = Duration.ofNanos(last.cpuNanos() - first.cpuNanos());
        boolean often = last.timeslices() - first.timeslices() >= LOOKS * FEW_TIMESLICES;
        if (often || ran.multipliedBy(SMALLEST_SHARE).compareTo(span) > 0) {
          spins.add(new Spin(suspect.thread.ref(), LOOKS, span, ran, suspect.circle));
        }
      }
    }
    boolean all = spins.size() == suspects.size();
    return all || suspects.get(0).circle != null ? spins : List.of();
  }

  /** A thread that may spin. */
  private static final class Suspect {
    private final ThreadSnapshot thread;
    private final Loop loop;
    private final @Nullable Circle circle;
    private int asked;
    private final List<Long> stacks = new ArrayList<>();
    private Task.@Nullable Counters counters;
    private int circles = 1;

    Suspect(ThreadSnapshot thread, Loop loop, @Nullable Circle circle) {
      this.thread = thread;
      this.loop = loop;
      this.circle = circle;
      asked = loop.asks() ? 1 : 0;
    }

    /** Whether another look finds it in the same call. */
    boolean isSeen(Map<Long, ThreadSnapshot> threads, int looks) {
      ThreadSnapshot later = threads.get(thread.ref().javaId());
      Loop now = later == null ? null : circle == null ? Loop.asking(later) : Loop.inMap(later);
      if (now == null || !now.isSameCall(loop)) {
        return false;
      }
      asked += now.asks() ? 1 : 0;
      return circle != null || looks != FEW_LOOKS || asked > 0;
    }

    /** Whether it has run since its stack was looked at. */
    boolean wentOn(Task.@Nullable Counters now) {
      if (now == null) {
        return false;
      }
      boolean wentOn =
          counters == null
              || now.timeslices() - counters.timeslices() >= FEW_TIMESLICES
              || now.cpuNanos() - counters.cpuNanos() >= LONG_TIMESLICE_NANOS;
      if (wentOn) {
        counters = now;
      }
      return wentOn;
    }
  }

  /** Who waits and who runs in a dump. */
  private final class Waits {
    private final QuiescenceCheck standstills;
    private final List<ThreadSnapshot> running;
    private final boolean heldUp;

    Waits(ThreadDump dump) {
      standstills = new QuiescenceCheck(dump, kernel);
      running = standstills.running();
      heldUp = !running.isEmpty() && standstills.anyWaitsFor(running);
    }

    List<ThreadSnapshot> running() {
      return running;
    }

    boolean onlyForThoseWhoRun() {
      return heldUp && standstills.othersWait();
    }

    boolean stayed(Map<Long, Task.Counters> before, Map<Long, Task.Counters> after) {
      return standstills.othersStayed(before, after)
          && memory.signalHandlers().map(handlers -> !handlers.handler()).orElse(false);
    }
  }
}
