package io.wubdiag.collect.hotspot.enrich;

import io.wubdiag.collect.hotspot.dump.DumpStep;
import io.wubdiag.collect.hotspot.dump.JvmReading;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.memory.SynchronizerState;
import io.wubdiag.collect.hotspot.memory.ThreadPool;
import io.wubdiag.collect.hotspot.memory.ThreadPools;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.hotspot.vm.ListedVirtualThread;
import io.wubdiag.collect.idle.OffCpu;
import io.wubdiag.collect.kernel.TaskCounters;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Frame;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.QueuedTask;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Completes a dump with the virtual threads that wait for a carrier, where a scheduler has none
 * left. Then each of its threads carries a pinned virtual thread that waits without a time limit,
 * and so does not release its carrier (JDK 25: within a class initialiser or a native method's
 * call). A scheduler is a {@code ForkJoinPool}; a runnable virtual thread is a task in its queue.
 *
 * <p>An unlocked lock has no owner while the next thread in its queue is a virtual thread that
 * waits for a carrier. For all threads behind it, this thread is as good as the owner.
 *
 * <p>There are two looks. Between them no carrier may have run, except for a moment at a monitor.
 * So all of this was true at one instant.
 */
public final class Carriers implements DumpStep {
  /**
   * The most that a carrier may have run between the looks, to check itself whether a monitor is
   * free.
   */
  private static final long MOST_NANOS_TO_LOOK = 5_000_000;

  private static final String VIRTUAL_THREAD = "java.lang.VirtualThread";

  /**
   * A scheduler without a free carrier.
   *
   * @param carriers their threads' tids, and what each carries
   * @param queued the virtual threads in its queue, by the ids of their tasks
   */
  private record Scheduler(
      ThreadPool pool, Map<Long, ThreadSnapshot> carriers, Map<ResourceId, Long> queued) {}

  private final Machine machine;
  private final KernelFacts kernel;
  private final HotSpotMemory memory;
  private final Deadline deadline;

  /**
   * Whether a scheduler could not be read, or the virtual threads of a scheduler that may lack a
   * free carrier.
   */
  private boolean unread;

  public Carriers(Machine machine, KernelFacts kernel, HotSpotMemory memory, Deadline deadline) {
    this.machine = machine;
    this.kernel = kernel;
    this.memory = memory;
    this.deadline = deadline;
  }

  @Override
  public void complete(JvmReading reading) {
    reading.complete(this::complete);
    if (unread) {
      reading.noteUnread(JvmReading.UNREAD_THREADS);
    }
  }

  private ThreadDump complete(ThreadDump dump) {
    if (!anyPinned(dump)
        || deadline.remaining().compareTo(OffCpu.LONG_ENOUGH.multipliedBy(2)) < 0) {
      return dump;
    }
    List<Scheduler> first = look(dump);
    if (first.isEmpty()) {
      return dump;
    }
    Map<Long, Task.Counters> before = TaskCounters.read(machine, kernel);
    machine.rest(OffCpu.LONG_ENOUGH);
    List<Scheduler> second = look(dump);
    Map<Long, Task.Counters> after = TaskCounters.read(machine, kernel);
    ThreadDump completed = dump;
    for (Scheduler found : second) {
      Scheduler scheduler = inBoth(first, found);
      if (scheduler != null && stoodStill(scheduler, before, after)) {
        completed = completed(completed, scheduler);
      }
    }
    return completed;
  }

  /** What both looks found; null for nothing. */
  private static @Nullable Scheduler inBoth(List<Scheduler> first, Scheduler later) {
    for (Scheduler scheduler : first) {
      if (scheduler.pool().pool().equals(later.pool().pool())
          && scheduler.carriers().equals(later.carriers())) {
        Map<ResourceId, Long> queued = new LinkedHashMap<>(later.queued());
        queued.entrySet().retainAll(scheduler.queued().entrySet());
        return new Scheduler(later.pool(), later.carriers(), queued);
      }
    }
    return null;
  }

  /** Whether a virtual thread waits without a time limit and may have a carrier. */
  private static boolean anyPinned(ThreadDump dump) {
    for (ThreadSnapshot thread : dump.threads()) {
      if (waitsWithoutEnd(thread) && mayBeMounted(thread)) {
        return true;
      }
    }
    return false;
  }

  private static boolean waitsWithoutEnd(ThreadSnapshot thread) {
    Wait wait = thread.waitsFor();
    return thread.virtual() && wait != null && !wait.timed();
  }

  /**
   * Whether the thread may have a carrier. A parked thread shows it by its innermost frame. A
   * thread that waits for a monitor may have one.
   */
  private static boolean mayBeMounted(ThreadSnapshot thread) {
    Wait wait = thread.waitsFor();
    List<Frame> frames = thread.frames();
    return wait != null
        && (wait.kind() != Wait.Kind.PARK
            || !frames.isEmpty() && frames.get(0).className().equals("jdk.internal.misc.Unsafe"));
  }

  private List<Scheduler> look(ThreadDump dump) {
    List<Scheduler> found = new ArrayList<>();
    Map<Long, ListedVirtualThread> words = null;
    ThreadPools pools = memory.threadPools();
    unread |= !pools.settled();
    for (ThreadPool pool : pools.pools()) {
      Map<Long, ListedThread> carriers = carriers(pool, pools.threads());
      if (carriers.isEmpty() || pool.queued() == 0) {
        continue;
      }
      words = words == null ? words() : words;
      Map<Long, ThreadSnapshot> pinned = pinned(carriers, words, dump);
      Map<ResourceId, Long> queued = queued(pool, words);
      if (!queued.isEmpty() && pinned.size() == carriers.size()) {
        found.add(new Scheduler(pool, pinned, queued));
      }
    }
    return found;
  }

  private Map<Long, ListedVirtualThread> words() {
    Map<Long, ListedVirtualThread> words = new HashMap<>();
    Optional<List<ListedVirtualThread>> threads = memory.virtualThreads();
    unread |= threads.isEmpty();
    for (ListedVirtualThread thread : threads.orElse(List.of())) {
      words.put(thread.javaId(), thread);
    }
    return words;
  }

  /** The scheduler's threads, by what each carries; empty unless all of them carry a thread. */
  private static Map<Long, ListedThread> carriers(ThreadPool pool, List<ListedThread> listed) {
    Map<Long, ListedThread> carriers = new LinkedHashMap<>();
    for (ListedThread thread : listed) {
      if (thread.mountedJavaId() != 0 && pool.workerIds().contains(thread.javaId())) {
        carriers.put(thread.mountedJavaId(), thread);
      }
    }
    return pool.complete() && carriers.size() == pool.workers() ? carriers : Map.of();
  }

  /** The carried threads that wait for the same object as in the dump, by tid. */
  private Map<Long, ThreadSnapshot> pinned(
      Map<Long, ListedThread> carriers, Map<Long, ListedVirtualThread> words, ThreadDump dump) {
    Map<Long, ThreadSnapshot> pinned = new LinkedHashMap<>();
    for (ThreadSnapshot thread : dump.threads()) {
      ListedThread carrier = carriers.get(thread.ref().javaId());
      ListedVirtualThread word = words.get(thread.ref().javaId());
      if (carrier != null && word != null && waitsWithoutEnd(thread)) {
        Task task = kernel.taskInNamespace(carrier.namespaceTid()).orElse(null);
        if (task != null && waitsStill(thread, carrier, word)) {
          pinned.put(task.tid(), thread);
        }
      }
    }
    return pinned;
  }

  private boolean waitsStill(
      ThreadSnapshot thread, ListedThread carrier, ListedVirtualThread words) {
    Wait wait = thread.waitsFor();
    if (wait == null) {
      return false;
    }
    return switch (wait.kind()) {
      case PARK ->
          words.state() == Thread.State.WAITING
              && words.parkBlocker() != null
              && wait.resource().equals(at(words.parkBlocker().address()));
      case ENTER_MONITOR, REENTER_MONITOR ->
          carrier.entering() != null && wait.resource().equals(at(carrier.entering().address()));
      default -> false;
    };
  }

  private ResourceId at(long address) {
    return ResourceId.at(kernel.identity(), address);
  }

  private Map<ResourceId, Long> queued(ThreadPool pool, Map<Long, ListedVirtualThread> words) {
    Map<ResourceId, Long> queued = new LinkedHashMap<>();
    for (ListedVirtualThread thread : words.values()) {
      if (thread.continuation() != 0 && pool.blockers().contains(thread.continuation())) {
        queued.put(at(thread.continuation()), thread.javaId());
      }
    }
    return queued;
  }

  private static boolean stoodStill(
      Scheduler scheduler, Map<Long, Task.Counters> before, Map<Long, Task.Counters> after) {
    for (Map.Entry<Long, ThreadSnapshot> carrier : scheduler.carriers().entrySet()) {
      Task.Counters first = before.get(carrier.getKey());
      Task.Counters last = after.get(carrier.getKey());
      if (first == null || last == null || !stoodStill(carrier.getValue(), first, last)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the carriers did not run. A thread that waits to enter a monitor wakes up from time to
   * time and checks whether it is free, in case its next owner is a virtual thread without a
   * carrier ({@code do_timed_parked} in {@code runtime/objectMonitor.cpp} of JDK 25).
   */
  private static boolean stoodStill(
      ThreadSnapshot carried, Task.Counters before, Task.Counters after) {
    Wait wait = carried.waitsFor();
    boolean wakesUp = wait != null && wait.kind() == Wait.Kind.ENTER_MONITOR;
    return wakesUp
        ? after.cpuNanos() - before.cpuNanos() < MOST_NANOS_TO_LOOK
        : before.equals(after);
  }

  private ThreadDump completed(ThreadDump dump, Scheduler scheduler) {
    Map<Long, ResourceId> taskOf = new HashMap<>();
    scheduler.queued().forEach((task, javaId) -> taskOf.put(javaId, task));
    Map<ResourceId, Resource> resources = new LinkedHashMap<>(dump.resourcesById());
    QueuedTask.Pool pool = pool(scheduler);
    Map<Long, ThreadRef> waiting = new HashMap<>();
    List<ThreadSnapshot> threads = new ArrayList<>(dump.threads().size());
    for (ThreadSnapshot thread : dump.threads()) {
      ResourceId task = thread.virtual() ? taskOf.get(thread.ref().javaId()) : null;
      if (task == null) {
        threads.add(thread);
      } else {
        waiting.put(thread.ref().javaId(), thread.ref());
        resources.put(task, new QueuedTask(task, VIRTUAL_THREAD, pool));
        threads.add(thread.withWaitsFor(new Wait(task, Wait.Kind.CARRIER, false)));
      }
    }
    for (ThreadSnapshot thread : scheduler.carriers().values()) {
      Wait wait = thread.waitsFor();
      Resource resource = wait == null ? null : resources.get(wait.resource());
      if (resource != null && resource.owners().isEmpty()) {
        Owner next = next(resource, waiting);
        resources.put(resource.id(), next == null ? resource : resource.withOwners(List.of(next)));
      }
    }
    return new ThreadDump(threads, List.copyOf(resources.values()), dump.paused(), dump.version());
  }

  /** The first thread in the lock's queue, if it waits for a carrier. */
  private @Nullable Owner next(Resource resource, Map<Long, ThreadRef> waiting) {
    SynchronizerState state = memory.synchronizer(LockOwners.address(resource.id())).orElse(null);
    ThreadRef thread = state == null ? null : waiting.get(state.firstInQueue());
    return thread == null
        ? null
        : new Owner(thread, Liveness.LIVE, Owner.Record.NEXT_IN_QUEUE, Certainty.INFERRED);
  }

  /**
   * The scheduler as a pool. The threads that its carriers carry count as its threads: a carrier
   * itself never waits.
   */
  private QueuedTask.Pool pool(Scheduler scheduler) {
    List<ThreadRef> workers = new ArrayList<>();
    for (ThreadSnapshot thread : scheduler.carriers().values()) {
      workers.add(thread.ref());
    }
    ThreadPool pool = scheduler.pool();
    return new QueuedTask.Pool(
        at(pool.pool().address()), pool.pool().className(), true, workers, pool.queued());
  }
}
