package io.wubdiag.collect.hotspot.enrich;

import io.wubdiag.collect.hotspot.dump.DumpStep;
import io.wubdiag.collect.hotspot.dump.JvmReading;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.kernel.KnownFacts;
import io.wubdiag.collect.libc.NativeWait;
import io.wubdiag.collect.libc.NativeWait.ConditionWait;
import io.wubdiag.collect.libc.NativeWait.MutexWait;
import io.wubdiag.collect.libc.NativeWait.SafepointWait;
import io.wubdiag.collect.libc.NativeWait.StragglerWait;
import io.wubdiag.collect.libc.NativeWait.VmOperationWait;
import io.wubdiag.collect.libc.NativeWaits;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.NativeMutex;
import io.wubdiag.model.Resource.VmOperation;
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
import org.jspecify.annotations.Nullable;

/**
 * Completes a thread dump with waits below Java: for native mutexes and, in a forked JVM, for the
 * VM's own threads, which a fork does not copy.
 */
public final class NativeLocks implements DumpStep {
  private static final String VM_THREAD = "VM Thread";

  private final KernelFacts kernel;
  private final @Nullable Fork fork;
  private final HotSpotMemory memory;
  private final OriginalTasks originals;
  private final Map<Long, Task> tasks = new HashMap<>();
  private final Map<ResourceId, Resource> resources = new LinkedHashMap<>();

  public NativeLocks(
      KernelFacts kernel, @Nullable Fork fork, HotSpotMemory memory, KnownFacts processes) {
    this.kernel = kernel;
    this.fork = fork;
    this.memory = memory;
    this.originals = new OriginalTasks(fork == null ? 0 : fork.original(), processes);
    for (Task task : kernel.tasks()) {
      tasks.put(task.tid(), task);
    }
  }

  @Override
  public void complete(JvmReading reading) {
    reading.complete(this::complete);
  }

  private ThreadDump complete(ThreadDump dump) {
    for (Resource resource : dump.resources()) {
      resources.put(resource.id(), resource);
    }
    NativeWaits waits = memory.nativeWaits(kernel, originals.tids());
    List<ThreadSnapshot> threads = new ArrayList<>(dump.threads().size());
    for (ThreadSnapshot thread : dump.threads()) {
      Task task = idleTask(thread);
      Wait wait = task == null ? null : waits.of(task).map(found -> wait(found, dump)).orElse(null);
      threads.add(wait == null ? thread : thread.withWaitsFor(wait));
    }
    return new ThreadDump(threads, List.copyOf(resources.values()), dump.paused(), dump.version());
  }

  /**
   * The task of a thread that has no wait known to Java, and is blocked in a system call; null for
   * other threads.
   */
  private @Nullable Task idleTask(ThreadSnapshot thread) {
    boolean atRest =
        thread.state() == Thread.State.TIMED_WAITING || thread.state() == Thread.State.WAITING;
    if (thread.waitsFor() != null || thread.ghost() || (atRest && fork == null)) {
      return null;
    }
    Task task = tasks.get(thread.ref().tid());
    return task == null || task.systemCall() == null ? null : task;
  }

  private @Nullable Wait wait(NativeWait found, ThreadDump dump) {
    ResourceId id = ResourceId.at(kernel.identity(), found.address());
    if (found instanceof MutexWait mutex) {
      Owner owner = owner(mutex.ownerNamespaceTid(), dump);
      resources.put(id, new NativeMutex(id, mutex.name(), List.of(owner)));
      return new Wait(id, Wait.Kind.NATIVE_MUTEX, false);
    }
    if (fork == null || kernel.hasTaskNamed(VM_THREAD)) {
      return null; // the JVM's own threads live, so this wait will end
    }
    String operation = operation(found);
    if (operation == null) {
      return null;
    }
    ThreadRef server = new ThreadRef(kernel.identity(), VM_THREAD, originals.tidOf(VM_THREAD), 0);
    Owner owner = new Owner(server, Liveness.GHOST, Owner.Record.ONLY_SERVER, Certainty.PROVED);
    resources.put(id, new VmOperation(id, operation, List.of(owner)));
    return new Wait(id, Wait.Kind.VM_OPERATION, false);
  }

  private static @Nullable String operation(NativeWait found) {
    if (found instanceof VmOperationWait wait) {
      return wait.operation();
    }
    if (found instanceof SafepointWait) {
      return "end of a safepoint";
    }
    if (found instanceof StragglerWait straggler) {
      return "wake-up of the waiters at "
          + (straggler.name() == null ? "a condition" : straggler.name());
    }
    return found instanceof ConditionWait condition && condition.name() != null
        ? "signal at " + condition.name()
        : null;
  }

  private Owner owner(long namespaceTid, ThreadDump dump) {
    Task task = kernel.taskInNamespace(namespaceTid).orElse(null);
    long tid = task == null ? namespaceTid : task.tid();
    Liveness liveness =
        task != null ? Liveness.LIVE : fork != null ? Liveness.GHOST : Liveness.TERMINATED;
    return new Owner(thread(tid, task, dump), liveness, Owner.Record.MUTEX_OWNER, Certainty.PROVED);
  }

  /**
   * The thread with this native id: named as in Java, or else as its task is named, here or in the
   * original.
   */
  private ThreadRef thread(long tid, @Nullable Task task, ThreadDump dump) {
    for (ThreadSnapshot thread : dump.threads()) {
      if (thread.ref().tid() == tid) {
        return thread.ref();
      }
    }
    String name = task != null ? task.name() : originals.nameOf(tid);
    return new ThreadRef(kernel.identity(), name, tid, 0);
  }
}
