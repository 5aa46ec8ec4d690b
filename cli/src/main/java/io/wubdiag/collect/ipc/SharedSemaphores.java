package io.wubdiag.collect.ipc;

import io.wubdiag.collect.idle.OffCpu;
import io.wubdiag.collect.ipc.NamedSemaphores.Semaphore;
import io.wubdiag.collect.kernel.KnownFacts;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.kernel.SystemCallNumbers;
import io.wubdiag.collect.kernel.TaskCounters;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.tree.Captures;
import io.wubdiag.collect.tree.TreeStep;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds shared semaphores that no process is left to release, such as those of Python's {@code
 * multiprocessing.Lock}. A semaphore does not record its owner. But only a process that has mapped
 * it can release it. None of them will, if each of their threads waits without a time limit: for
 * such a semaphore, for another thread of its process, or for the end of such a process.
 *
 * <p>A process outside the tree that may not be read, mostly another user's, is assumed not to have
 * the semaphore: it would have to be forked from one of the tree's processes. If a process of the
 * tree may not be read, and all others are stuck, it stays open whether a releaser is left.
 */
public final class SharedSemaphores implements TreeStep {
  private static final SystemCallNumbers CALLS = SystemCallNumbers.ofThisMachine();

  /** From linux/futex.h: set for a futex that only threads of one process use. */
  private static final long FUTEX_PRIVATE_FLAG = 128;

  /** The offset bits within a page: a file is mapped from the beginning of a page. */
  private static final long WITHIN_PAGE = 4095;

  private final Machine machine;
  private final KnownFacts processes;
  private final ProcessTable table;
  private final Deadline deadline;

  /** The processes of the tree whose maps may not be read. Each may have any semaphore. */
  private final Set<Long> unread = new TreeSet<>();

  public SharedSemaphores(KnownFacts processes, ProcessTable table, Deadline deadline) {
    this.machine = table.machine();
    this.processes = processes;
    this.table = table;
    this.deadline = deadline;
  }

  @Override
  public void complete(Captures tree) {
    Map<Long, ProcessCapture> captures = tree.byPid();
    long begun = tree.begun();
    if (captures.values().stream().noneMatch(SharedSemaphores::mayWait)) {
      return;
    }
    NamedSemaphores all = NamedSemaphores.read(table, deadline);
    if (all == null) {
      captures.replaceAll((pid, capture) -> open(capture, "could not be read in time"));
      return;
    }
    unread.addAll(all.unread());
    unread.retainAll(captures.keySet());
    for (long pid : unread) {
      captures.computeIfPresent(pid, (same, capture) -> open(capture, "may not be read"));
    }
    Map<Long, KernelFacts> having = new HashMap<>();
    for (Semaphore semaphore : awaited(captures, all)) {
      for (long pid : all.processes(semaphore)) {
        KernelFacts facts = facts(pid, captures);
        if (facts != null) {
          having.put(pid, facts);
        }
      }
    }
    keepTheStuck(having, all);
    removeThoseThatRan(having, begun);
    Duration span = Duration.ofNanos(machine.nanoTime() - begun);
    keepTheStuck(having, all);
    having.forEach(
        (pid, facts) ->
            captures.computeIfPresent(
                pid, (same, capture) -> completed(capture, facts, all, span)));
  }

  private static boolean mayWait(ProcessCapture capture) {
    KernelFacts facts = capture.kernelFacts();
    if (facts != null) {
      for (Task task : facts.tasks()) {
        if (isShared(task.systemCall())) {
          return true;
        }
      }
    }
    return false;
  }

  private static Set<Semaphore> awaited(Map<Long, ProcessCapture> captures, NamedSemaphores all) {
    Set<Semaphore> awaited = new HashSet<>();
    for (ProcessCapture capture : captures.values()) {
      KernelFacts facts = capture.kernelFacts();
      if (facts != null) {
        for (Task task : facts.tasks()) {
          Semaphore semaphore = awaited(facts, task, all);
          if (semaphore != null) {
            awaited.add(semaphore);
          }
        }
      }
    }
    return awaited;
  }

  private static @Nullable Semaphore awaited(KernelFacts facts, Task task, NamedSemaphores all) {
    SystemCall call = task.systemCall();
    return call != null && isShared(call) ? all.at(facts.pid(), call.arguments().get(0)) : null;
  }

  /** Whether the call waits on a shared futex at the beginning of a page. */
  private static boolean isShared(@Nullable SystemCall call) {
    return call != null
        && CALLS.isFutex(call)
        && CALLS.waitsForGood(call)
        && (call.arguments().get(1) & FUTEX_PRIVATE_FLAG) == 0
        && (call.arguments().get(0) & WITHIN_PAGE) == 0;
  }

  private @Nullable KernelFacts facts(long pid, Map<Long, ProcessCapture> captures) {
    ProcessCapture known = captures.get(pid);
    if (known != null) {
      return known.kernelFacts();
    }
    return processes.of(pid);
  }

  /** Removes each process that could go on by itself, until none is left that could. */
  private void keepTheStuck(Map<Long, KernelFacts> processes, NamedSemaphores all) {
    boolean changed;
    do {
      Set<Long> stuck = new HashSet<>(processes.keySet());
      stuck.addAll(unread); // unknown
      changed = processes.values().removeIf(facts -> !isStuck(facts, stuck, all));
    } while (changed);
  }

  /** Whether all threads of a process wait for what only these processes can do. */
  private static boolean isStuck(KernelFacts facts, Set<Long> processes, NamedSemaphores all) {
    for (Task task : facts.tasks()) {
      SystemCall call = task.systemCall();
      if (call == null) {
        return false;
      }
      Semaphore semaphore = awaited(facts, task, all);
      boolean behindThem =
          semaphore != null
              ? processes.containsAll(all.processes(semaphore))
                  && !all.isPublic(facts.pid(), semaphore)
              : CALLS.waitsForChild(call)
                  ? processes.contains(KernelWaits.awaitedChild(facts, call))
                  : isWithin(call);
      if (!behindThem) {
        return false;
      }
    }
    return !facts.tasks().isEmpty();
  }

  /** Whether the call waits for another thread of the same process. */
  private static boolean isWithin(SystemCall call) {
    return CALLS.isFutex(call)
        && CALLS.waitsForGood(call)
        && (call.arguments().get(1) & FUTEX_PRIVATE_FLAG) != 0;
  }

  private void removeThoseThatRan(Map<Long, KernelFacts> processes, long begun) {
    boolean waited = false;
    for (KernelFacts facts : List.copyOf(processes.values())) {
      if (!waited) {
        new OffCpu(machine, facts, begun).awaitLongSpan(deadline);
        waited = true;
      }
      Map<Long, Task.Counters> after = TaskCounters.read(machine, facts);
      for (Task task : facts.tasks()) {
        if (task.counters() == null || !task.counters().equals(after.get(task.tid()))) {
          processes.remove(facts.pid());
        }
      }
    }
  }

  /** Why a process may be left to release a semaphore, null if none is. */
  private @Nullable String unknownReleasers() {
    if (unread.isEmpty()) {
      return null;
    }
    String pids = String.join(", ", unread.stream().map(String::valueOf).toList());
    return "process " + pids + " may be able to release it, but its memory map may not be read";
  }

  /** Marks each shared semaphore that a thread may wait for as undecided. */
  private static ProcessCapture open(ProcessCapture capture, String why) {
    KernelFacts facts = capture.kernelFacts();
    if (facts == null) {
      return capture;
    }
    Map<ResourceId, Resource> resources = new LinkedHashMap<>();
    for (Task task : facts.tasks()) {
      SystemCall call = task.systemCall();
      if (call != null && isShared(call)) {
        String name = "at 0x" + Long.toHexString(call.arguments().get(0));
        ResourceId id = ResourceId.named(facts.identity(), "semaphore " + name);
        String unknown = "the memory maps that show who shares it " + why;
        resources.put(id, new Resource.SharedSemaphore(id, name, List.of(), unknown));
      }
    }
    return with(capture, capture.threadsSeen(), resources);
  }

  private static ProcessCapture with(
      ProcessCapture capture, List<ThreadSnapshot> threads, Map<ResourceId, Resource> resources) {
    List<Resource> seen = new ArrayList<>(capture.resourcesSeen());
    seen.addAll(resources.values());
    return capture.with(threads, seen);
  }

  private ProcessCapture completed(
      ProcessCapture capture, KernelFacts facts, NamedSemaphores all, Duration span) {
    Map<Long, Semaphore> byTid = new HashMap<>();
    for (Task task : facts.tasks()) {
      Semaphore semaphore = awaited(facts, task, all);
      if (semaphore != null) {
        byTid.put(task.tid(), semaphore);
      }
    }
    List<ThreadSnapshot> threads = new ArrayList<>();
    Map<ResourceId, Resource> resources = new HashMap<>();
    for (ThreadSnapshot thread : capture.threadsSeen()) {
      Semaphore semaphore = thread.ghost() ? null : byTid.get(thread.ref().tid());
      if (semaphore == null) {
        threads.add(thread);
        continue;
      }
      ResourceId id = ResourceId.named(facts.identity().host(), "semaphore " + semaphore.file());
      List<Long> pids = new ArrayList<>(all.processes(semaphore));
      pids.sort(null);
      resources.put(
          id, new Resource.SharedSemaphore(id, semaphore.name(), pids, unknownReleasers()));
      if (!unread.isEmpty()) {
        threads.add(thread);
        continue;
      }
      Duration still = thread.still().compareTo(span) > 0 ? thread.still() : span;
      threads.add(thread.withStill(still).withWaitsFor(new Wait(id, Wait.Kind.SEMAPHORE, false)));
    }
    return with(capture, threads, resources);
  }
}
