package io.wubdiag.collect.hotspot.enrich;

import io.wubdiag.collect.hotspot.approach.ForkOrigin;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.hotspot.vm.ListedVirtualThread;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessIdentity;
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
 * The JVM's own list of threads as a dump without stacks: the last resort when no source could
 * print stacks.
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
              kernel.identity(),
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
              waitOf(kernel.identity(), thread, resources),
              Duration.ZERO));
    }
    return new ThreadDump(threads, List.copyOf(resources.values()), Duration.ZERO, null);
  }

  /** The same dump with its missing virtual threads, without stacks. */
  public static ThreadDump withVirtual(
      ThreadDump dump, ProcessIdentity process, List<ListedVirtualThread> listed) {
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
                new ThreadRef(process, thread.name(), 0, thread.javaId()),
                thread.state(),
                true,
                true,
                false,
                null,
                List.of(),
                waitOf(process, thread, resources),
                Duration.ZERO));
      }
    }
    return new ThreadDump(threads, List.copyOf(resources.values()), dump.paused(), dump.version());
  }

  private static @Nullable Wait waitOf(
      ProcessIdentity process, ListedVirtualThread thread, Map<ResourceId, Resource> resources) {
    boolean timed = thread.state() == Thread.State.TIMED_WAITING;
    boolean parked = timed || thread.state() == Thread.State.WAITING;
    HeapObject blocker = thread.parkBlocker();
    return blocker == null || !parked
        ? null
        : waitFor(parkBlocker(process, blocker), Wait.Kind.PARK, timed, resources);
  }

  private static @Nullable Wait waitOf(
      ProcessIdentity process, ListedThread thread, Map<ResourceId, Resource> resources) {
    boolean timed = thread.state() == Thread.State.TIMED_WAITING;
    if (thread.entering() != null) {
      return waitFor(
          monitor(process, thread.entering()), Wait.Kind.ENTER_MONITOR, false, resources);
    }
    if (thread.waitingAt() != null) {
      return waitFor(monitor(process, thread.waitingAt()), Wait.Kind.OBJECT_WAIT, timed, resources);
    }
    HeapObject blocker = thread.parkBlocker();
    if (blocker == null) {
      return null;
    }
    return waitFor(parkBlocker(process, blocker), Wait.Kind.PARK, timed, resources);
  }

  private static Resource parkBlocker(ProcessIdentity process, HeapObject blocker) {
    return Resource.parkBlocker(ResourceId.at(process, blocker.address()), blocker.className());
  }

  private static Resource monitor(ProcessIdentity process, HeapObject object) {
    return new Resource.Monitor(
        ResourceId.at(process, object.address()), object.className(), null, List.of());
  }

  private static Wait waitFor(
      Resource resource, Wait.Kind kind, boolean timed, Map<ResourceId, Resource> resources) {
    resources.putIfAbsent(resource.id(), resource);
    return new Wait(resource.id(), kind, timed);
  }
}
