package io.wubdiag.collect.hotspot.enrich;

import io.wubdiag.collect.hotspot.approach.ForkOrigin;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.hotspot.vm.ListedVirtualThread;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's own list of threads as a dump without stacks: what is left when nobody could print
 * those.
 */
public final class ListedThreads {
  private ListedThreads() {}

  public static ThreadDump dump(KernelFacts kernel, List<ListedThread> listed) {
    Map<ResourceId, Resource> resources = new LinkedHashMap<>();
    List<ThreadSnapshot> threads = new ArrayList<>(listed.size());
    for (ListedThread thread : listed) {
      Task task = ForkOrigin.taskOf(kernel, thread);
      ThreadRef ref =
          new ThreadRef(
              kernel.pid(),
              thread.name(),
              task == null ? thread.namespaceTid() : task.tid(),
              thread.javaId());
      threads.add(
          new ThreadSnapshot(
              ref,
              thread.state(),
              thread.daemon(),
              false,
              task == null,
              null,
              List.of(),
              waitOf(kernel.pid(), thread, resources),
              Duration.ZERO));
    }
    return new ThreadDump(threads, List.copyOf(resources.values()), Duration.ZERO, null);
  }

  /** The same dump with those virtual threads that it does not have, without stacks. */
  public static ThreadDump withVirtual(
      ThreadDump dump, long pid, List<ListedVirtualThread> listed) {
    Map<ResourceId, Resource> resources = new LinkedHashMap<>(dump.resourcesById());
    List<ThreadSnapshot> threads = new ArrayList<>(dump.threads());
    Set<Long> known = new HashSet<>();
    for (ThreadSnapshot thread : dump.threads()) {
      known.add(thread.ref().javaId());
    }
    for (ListedVirtualThread thread : listed) {
      if (known.add(thread.javaId())) {
        threads.add(
            new ThreadSnapshot(
                new ThreadRef(pid, thread.name(), 0, thread.javaId()),
                thread.state(),
                true,
                true,
                false,
                null,
                List.of(),
                waitOf(pid, thread, resources),
                Duration.ZERO));
      }
    }
    return new ThreadDump(threads, List.copyOf(resources.values()), dump.paused(), dump.version());
  }

  private static @Nullable Wait waitOf(
      long pid, ListedVirtualThread thread, Map<ResourceId, Resource> resources) {
    boolean timed = thread.state() == Thread.State.TIMED_WAITING;
    boolean parked = timed || thread.state() == Thread.State.WAITING;
    HeapObject blocker = thread.parkBlocker();
    return blocker == null || !parked
        ? null
        : waitFor(parkBlocker(pid, blocker), Wait.Kind.PARK, timed, resources);
  }

  private static @Nullable Wait waitOf(
      long pid, ListedThread thread, Map<ResourceId, Resource> resources) {
    boolean timed = thread.state() == Thread.State.TIMED_WAITING;
    if (thread.entering() != null) {
      return waitFor(monitor(pid, thread.entering()), Wait.Kind.ENTER_MONITOR, false, resources);
    }
    if (thread.waitingAt() != null) {
      return waitFor(monitor(pid, thread.waitingAt()), Wait.Kind.OBJECT_WAIT, timed, resources);
    }
    HeapObject blocker = thread.parkBlocker();
    if (blocker == null) {
      return null;
    }
    return waitFor(parkBlocker(pid, blocker), Wait.Kind.PARK, timed, resources);
  }

  private static Resource parkBlocker(long pid, HeapObject blocker) {
    return Resource.parkBlocker(ResourceId.at(pid, blocker.address()), blocker.className());
  }

  private static Resource monitor(long pid, HeapObject object) {
    return new Resource.Monitor(
        ResourceId.at(pid, object.address()), object.className(), null, List.of());
  }

  private static Wait waitFor(
      Resource resource, Wait.Kind kind, boolean timed, Map<ResourceId, Resource> resources) {
    resources.putIfAbsent(resource.id(), resource);
    return new Wait(resource.id(), kind, timed);
  }
}
