package io.wubdiag.analyse.graph;

import io.wubdiag.model.Certainty;
import io.wubdiag.model.Enablers;
import io.wubdiag.model.Enablers.Completeness;
import io.wubdiag.model.Enablers.Enabler;
import io.wubdiag.model.Enablers.How;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.QueuedTask;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which thread waits for which, over a whole tree: thread → resource → its owners. Resources are
 * nodes of their own, so that a lock with many waiters and many owners costs their sum, not their
 * product.
 *
 * <p>Threads are told apart by process and id, never by name, and stand in the order of pid, Java
 * id and tid. There is no edge
 *
 * <ul>
 *   <li>from a ghost: it does not exist, so it waits for nothing;
 *   <li>from a wait that ends by itself (timed), or that needs a notification rather than a release
 *       ({@code Object.wait()});
 *   <li>from a resource to an owner that waits at that very resource, unless a thread can block
 *       itself on it. A frame of a thread in {@code Object.wait()} has its monitor "locked", too,
 *       and does not hold it.
 * </ul>
 */
public final class WaitForGraph {
  private final List<ThreadNode> threads = new ArrayList<>();
  private final List<ResourceNode> resources = new ArrayList<>();
  private final List<EnablingNode> enablings = new ArrayList<>();
  private final ThreadIndex byJavaId = new ThreadIndex();
  private final ThreadIndex byTid = new ThreadIndex();

  public WaitForGraph(ProcessTreeSnapshot snapshot) {
    addThreads(snapshot);
    Map<ResourceId, Resource> known = resourcesOf(snapshot);
    addWaits(known);
    for (ResourceNode resource : resources) {
      addOwners(resource);
    }
    addEnablers(known);
  }

  /** All threads, ghosts too, in their order. */
  public List<ThreadNode> threads() {
    return threads;
  }

  /** All resources that are waited for, in the order of their first waiters. */
  public List<ResourceNode> resources() {
    return resources;
  }

  /** Who could end waits without an owner, in the order of their first waiters. */
  public List<EnablingNode> enablings() {
    return enablings;
  }

  /** The node of that thread; null if it was not captured. */
  public @Nullable ThreadNode find(ThreadRef ref) {
    ThreadNode found = byJavaId.find(ref.process(), ref.javaId());
    return found == null ? byTid.find(ref.process(), ref.tid()) : found;
  }

  /** The thread of that native id, a live one before a ghost; null if none was seen. */
  public @Nullable ThreadNode find(ProcessIdentity process, long tid) {
    return byTid.find(process, tid);
  }

  private void addThreads(ProcessTreeSnapshot snapshot) {
    List<ThreadSnapshot> seen = new ArrayList<>();
    for (ProcessCapture process : snapshot.processes()) {
      seen.addAll(process.threadsSeen());
    }
    seen.sort((one, other) -> compare(one.ref(), other.ref()));
    for (ThreadSnapshot thread : seen) {
      ThreadNode node = new ThreadNode(threads.size(), thread);
      threads.add(node);
      byJavaId.add(thread.ref().javaId(), node);
      byTid.add(thread.ref().tid(), node);
    }
  }

  private static int compare(ThreadRef one, ThreadRef other) {
    int byProcess = one.process().compareTo(other.process());
    int byId = byProcess != 0 ? byProcess : Long.compare(one.javaId(), other.javaId());
    return byId != 0 ? byId : Long.compare(one.tid(), other.tid());
  }

  private static Map<ResourceId, Resource> resourcesOf(ProcessTreeSnapshot snapshot) {
    Map<ResourceId, Resource> found = new HashMap<>();
    for (ProcessCapture process : snapshot.processes()) {
      for (Resource resource : process.resourcesSeen()) {
        Resource earlier = found.putIfAbsent(resource.id(), resource);
        if (earlier != null && earlier.owners().isEmpty()) {
          found.put(resource.id(), resource);
        }
      }
    }
    return found;
  }

  private void addWaits(Map<ResourceId, Resource> known) {
    Map<ResourceId, ResourceNode> waitedFor = new HashMap<>();
    for (ThreadNode thread : threads) {
      Wait wait = thread.thread().waitsFor();
      if (wait == null || !canBeHeldUp(thread.thread(), wait)) {
        continue;
      }
      Resource resource = known.get(wait.resource());
      if (resource == null) {
        continue;
      }
      ResourceNode node = waitedFor.get(resource.id());
      if (node == null) {
        node = new ResourceNode(resources.size(), resource);
        resources.add(node);
        waitedFor.put(resource.id(), node);
      }
      node.add(thread);
      thread.waitsFor(node);
    }
  }

  private static boolean canBeHeldUp(ThreadSnapshot thread, Wait wait) {
    return !thread.ghost() && !wait.endsByItself() && wait.kind() != Wait.Kind.OBJECT_WAIT;
  }

  private void addOwners(ResourceNode resource) {
    List<Owner> owners = new ArrayList<>(resource.resource().owners());
    owners.sort((one, other) -> compare(one.thread(), other.thread()));
    for (Owner owner : owners) {
      if (!owner.record().holdsUp()) {
        continue;
      }
      ThreadNode thread = find(owner.thread());
      if (thread != null
          && waitsAt(thread.thread(), resource.resource())
          && !canBlockItself(resource.resource(), owner)) {
        continue;
      }
      Hold hold = new Hold(resource, owner, thread);
      resource.add(hold);
      if (thread != null) {
        thread.add(hold);
      }
    }
  }

  /**
   * Adds who could end each wait. A task in the queue of a pool says so itself: any thread of the
   * pool.
   */
  private void addEnablers(Map<ResourceId, Resource> known) {
    Map<Enablers, EnablingNode> shared = new IdentityHashMap<>();
    Map<ResourceId, EnablingNode> pools = new HashMap<>();
    for (ThreadNode thread : threads) {
      Wait wait = thread.thread().waitsFor();
      if (wait == null || thread.thread().ghost()) {
        continue;
      }
      Resource awaited = known.get(wait.resource());
      thread.awaits(awaited);
      EnablingNode node =
          wait.endsByItself() || hasOwner(thread) ? null : enabling(wait, awaited, shared, pools);
      if (node != null) {
        node.add(thread);
        thread.enabledBy(node);
      }
    }
  }

  private static boolean hasOwner(ThreadNode thread) {
    ResourceNode resource = thread.waitsFor();
    return resource != null && !resource.holds().isEmpty();
  }

  private @Nullable EnablingNode enabling(
      Wait wait,
      @Nullable Resource awaited,
      Map<Enablers, EnablingNode> shared,
      Map<ResourceId, EnablingNode> pools) {
    Enablers enablers = wait.enablers();
    if (enablers != null) {
      EnablingNode node = shared.get(enablers);
      if (node == null) {
        node = node(enablers.completeness());
        shared.put(enablers, node);
        for (Enabler enabler : enablers.any()) {
          add(enabler.thread(), enabler.how(), node);
        }
      }
      return node;
    }
    if (awaited instanceof QueuedTask task && task.pool().complete()) {
      EnablingNode node = pools.get(task.pool().id());
      if (node == null) {
        node = node(Completeness.AS_READ);
        pools.put(task.pool().id(), node);
        for (ThreadRef worker : task.pool().workers()) {
          add(worker, How.SERVES_QUEUE, node);
        }
      }
      return node;
    }
    return null;
  }

  private EnablingNode node(Completeness completeness) {
    EnablingNode node = new EnablingNode(enablings.size(), completeness);
    enablings.add(node);
    return node;
  }

  private void add(ThreadRef enabler, How how, EnablingNode node) {
    ThreadNode thread = find(enabler);
    if (thread == null) {
      node.addUnseen();
    } else if (!thread.thread().ghost()) {
      node.add(thread, how);
      thread.add(node);
    }
  }

  private static boolean waitsAt(ThreadSnapshot thread, Resource resource) {
    Wait wait = thread.waitsFor();
    return wait != null && !thread.ghost() && wait.resource().equals(resource.id());
  }

  /**
   * Whether an owner that waits for what it owns is stuck: with a read hold that it wants to turn
   * into a write lock, or with a lock that is not reentrant. For any other one the two readings
   * contradict each other.
   */
  private static boolean canBlockItself(Resource resource, Owner owner) {
    return switch (owner.record()) {
      case READ_HOLD, MUTEX_OWNER, OTHER_END, NOTED ->
          true; // a StampedLock is not reentrant either
      case EXCLUSIVE_OWNER_THREAD ->
          owner.certainty() == Certainty.PROVED
              && resource instanceof Resource.OwnableSynchronizer lock
              && !lock.className().startsWith("java.util.concurrent.locks.");
      case LOCKED_FRAME,
          OBJECT_MONITOR,
          DEADLOCK_SEARCH,
          ONLY_SERVER,
          INITIALISER,
          LEFT_BEHIND,
          LEFT_BEHIND_UNUSED,
          FILE_LOCK_LIST,
          CHILD,
          OWNER_IDENT,
          LOCKED_AT_FORK,
          NOTED_PERMIT,
          NEXT_IN_QUEUE,
          JOINED,
          RUNS_TASK,
          SERVES_QUEUE,
          REACHES ->
          false;
    };
  }
}
