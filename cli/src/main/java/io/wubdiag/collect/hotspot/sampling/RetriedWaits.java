package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.collect.hotspot.dump.DumpStep;
import io.wubdiag.collect.hotspot.dump.JvmReading;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.enrich.LockOwners;
import io.wubdiag.collect.kernel.TaskCounters;
import io.wubdiag.collect.machine.Clock;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import io.wubdiag.model.Wait.Retried;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells timed waits that end by themselves from timed waits that are retried for ever. Threads that
 * wait for each other with a time limit are mostly about to back off. Then one of many looks finds
 * that the lock's holder has released it, or that its owner is elsewhere. If no look does, although
 * the threads ran meanwhile, they retry and keep each other's locks.
 */
public final class RetriedWaits {
  /** The least number of looks that must agree. */
  static final int LOOKS = 12;

  /** The most looks. After them, a long time-out is not waited for any longer. */
  static final int MOST_LOOKS = 40;

  private static final int SHORTEST_PAUSE_MILLIS = 35;
  private static final int PAUSES_DIFFER_BY_MILLIS = 50;

  private final ThreadDump dump;
  private final Map<ResourceId, Resource> resources;

  /** For each thread in such a cycle or behind it, by Java id, the threads for which it waits. */
  private final Map<Long, Set<Long>> cycle = new HashMap<>();

  private final Map<Long, Integer> seen = new HashMap<>();
  private final Clock clock;
  private final long startedAt;
  private int looks;
  private boolean contradicted;

  public RetriedWaits(Clock clock, ThreadDump dump) {
    this.clock = clock;
    this.startedAt = clock.nanoTime();
    this.dump = dump;
    this.resources = dump.resourcesById();
    findCycle();
  }

  /** Whether threads wait for each other, some of them with a time limit. */
  public boolean any() {
    for (ThreadSnapshot thread : dump.threads()) {
      if (isTimed(thread)) {
        return true;
      }
    }
    return false;
  }

  /** The pause before the next look. It varies, so that no program retries in the same rhythm. */
  public Duration pause() {
    return Duration.ofMillis(SHORTEST_PAUSE_MILLIS + looks * 29L % PAUSES_DIFFER_BY_MILLIS);
  }

  /**
   * Whether another look can tell more.
   *
   * @param before the tasks' counters at the first look
   * @param now the tasks' counters at this moment
   */
  public boolean undecided(Map<Long, Task.Counters> before, Map<Long, Task.Counters> now) {
    if (contradicted || looks >= MOST_LOOKS) {
      return false;
    }
    if (looks < LOOKS) {
      return true;
    }
    for (ThreadSnapshot thread : dump.threads()) {
      if (isTimed(thread) && !ran(thread, before, now)) {
        return true;
      }
    }
    return false;
  }

  /** Adds another dump, with the owners of its locks. */
  public void look(ThreadDump later) {
    looks++;
    Map<ResourceId, Resource> laterResources = later.resourcesById();
    Map<Long, ThreadSnapshot> laterThreads = new HashMap<>();
    for (ThreadSnapshot thread : later.threads()) {
      laterThreads.put(thread.ref().javaId(), thread);
    }
    cycle.forEach(
        (javaId, owners) -> {
          ThreadSnapshot thread = laterThreads.get(javaId);
          if (thread == null) {
            contradicted = true;
          } else if (owners.equals(owners(thread, laterResources))) {
            seen.merge(javaId, 1, Integer::sum);
          } else if (thread.state() != Thread.State.RUNNABLE) {
            contradicted = true; // it waits elsewhere, or for other threads
          }
        });
  }

  /** The dump, with the looks' verdict on its timed waits. */
  public ThreadDump marked(Map<Long, Task.Counters> before, Map<Long, Task.Counters> now) {
    if (contradicted || looks < LOOKS) {
      return dump;
    }
    Retried retried = new Retried(looks, Duration.ofNanos(clock.nanoTime() - startedAt));
    Set<ResourceId> awaited = new HashSet<>();
    List<ThreadSnapshot> threads = new ArrayList<>(dump.threads().size());
    for (ThreadSnapshot thread : dump.threads()) {
      Wait wait = thread.waitsFor();
      boolean always = 4 * seen.getOrDefault(thread.ref().javaId(), 0) >= 3 * looks;
      if (wait != null && isTimed(thread) && always && ran(thread, before, now)) {
        awaited.add(wait.resource());
        threads.add(thread.withWaitsFor(wait.withRetried(retried)));
      } else {
        threads.add(thread);
      }
    }
    List<Resource> inferred = new ArrayList<>(dump.resources().size());
    for (Resource resource : dump.resources()) {
      inferred.add(awaited.contains(resource.id()) ? withInferredOwners(resource) : resource);
    }
    return new ThreadDump(threads, inferred, dump.paused(), dump.version());
  }

  /** Looks are no proof: between two looks a lock may have been released and taken again. */
  private static Resource withInferredOwners(Resource resource) {
    List<Owner> owners = new ArrayList<>();
    for (Owner owner : resource.owners()) {
      owners.add(
          new Owner(
              owner.thread(),
              owner.liveness(),
              owner.record(),
              Certainty.INFERRED,
              owner.acquired()));
    }
    return resource.withOwners(owners);
  }

  private boolean isTimed(ThreadSnapshot thread) {
    Wait wait = thread.waitsFor();
    return wait != null && wait.timed() && cycle.containsKey(thread.ref().javaId());
  }

  private static boolean ran(
      ThreadSnapshot thread, Map<Long, Task.Counters> before, Map<Long, Task.Counters> now) {
    Task.Counters first = before.get(thread.ref().tid());
    Task.Counters last = now.get(thread.ref().tid());
    return first != null && last != null && !first.equals(last);
  }

  /** Finds all threads that wait for a waiting thread, and so on without end. */
  private void findCycle() {
    Map<Long, List<Long>> waiters = new HashMap<>();
    Map<Long, Set<Long>> ownersThatWait = new HashMap<>();
    for (ThreadSnapshot thread : dump.threads()) {
      Set<Long> owners = owners(thread, resources);
      if (!owners.isEmpty()) {
        long javaId = thread.ref().javaId();
        cycle.put(javaId, owners);
        ownersThatWait.put(javaId, new HashSet<>(owners));
        for (long owner : owners) {
          waiters.computeIfAbsent(owner, id -> new ArrayList<>(1)).add(javaId);
        }
      }
    }
    Deque<Long> free = new ArrayDeque<>(waiters.keySet());
    free.removeIf(cycle::containsKey);
    while (!free.isEmpty()) {
      long owner = free.remove();
      for (long waiter : waiters.getOrDefault(owner, List.of())) {
        Set<Long> left = ownersThatWait.getOrDefault(waiter, Set.of());
        if (left.remove(owner) && left.isEmpty()) {
          cycle.remove(waiter);
          free.add(waiter);
        }
      }
    }
  }

  private static Set<Long> owners(ThreadSnapshot thread, Map<ResourceId, Resource> resources) {
    Wait wait = thread.waitsFor();
    Resource resource =
        wait == null || thread.ghost() || wait.kind() == Wait.Kind.OBJECT_WAIT
            ? null
            : resources.get(wait.resource());
    if (resource == null || resource.owners().isEmpty()) {
      return Set.of();
    }
    Set<Long> owners = new HashSet<>();
    for (Owner owner : resource.owners()) {
      if (owner.liveness() == Liveness.LIVE && owner.record().holdsUp()) {
        owners.add(owner.thread().javaId());
      }
    }
    return owners;
  }

  /**
   * The step that looks repeatedly at a JVM in which threads wait for each other with a time limit.
   */
  public static final class Step implements DumpStep {
    private final LockOwners owners;
    private final Supplier<@Nullable ThreadDump> print;
    private final Deadline deadline;

    /**
     * @param print dumps the threads again; null if that failed
     */
    public Step(LockOwners owners, Supplier<@Nullable ThreadDump> print, Deadline deadline) {
      this.owners = owners;
      this.print = print;
      this.deadline = deadline;
    }

    @Override
    public void complete(JvmReading reading) {
      Machine machine = reading.machine();
      RetriedWaits waits = new RetriedWaits(machine, reading.dump());
      if (!waits.any()) {
        return;
      }
      Map<Long, Task.Counters> before = TaskCounters.read(machine, reading.kernel());
      Map<Long, Task.Counters> now = before;
      while (waits.undecided(before, now) && deadline.remaining().compareTo(waits.pause()) > 0) {
        machine.rest(waits.pause());
        ThreadDump later = print.get();
        if (later == null) {
          break;
        }
        waits.look(owners.complete(later));
        now = TaskCounters.read(machine, reading.kernel());
      }
      ThreadDump marked = waits.marked(before, now);
      reading.complete(dump -> marked);
    }
  }
}
