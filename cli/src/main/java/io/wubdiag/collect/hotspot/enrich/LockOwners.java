package io.wubdiag.collect.hotspot.enrich;

import io.wubdiag.collect.hotspot.dump.ResourceNames;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.memory.SynchronizerState;
import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.OwnerThread;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.OwnableSynchronizer;
import io.wubdiag.model.Resource.UnownedSynchronizer;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Completes a thread dump with the owners of {@code java.util.concurrent} locks on which threads
 * are parked. No thread dump prints them unless it walks the heap. They are read from memory, at
 * the address that the dump gives.
 */
public final class LockOwners {
  private final KernelFacts kernel;
  private final HotSpotMemory memory;

  /** The tasks' ids, by their ids in the process' own namespace. */
  private final Map<Long, Long> tids = new HashMap<>();

  private final Set<ResourceId> leftOpen = new HashSet<>();

  public LockOwners(KernelFacts kernel, HotSpotMemory memory) {
    this.kernel = kernel;
    this.memory = memory;
    for (Task task : kernel.tasks()) {
      tids.putIfAbsent(task.namespaceTid(), task.tid());
    }
  }

  /** The locks of the last completed dump that could not be read. */
  public Set<ResourceId> leftOpen() {
    return Set.copyOf(leftOpen);
  }

  /** The same dump with the owners that could be read, each confirmed by one reading so far. */
  public ThreadDump complete(ThreadDump dump) {
    leftOpen.clear();
    ThreadDump addressed = withAddresses(dump);
    Map<ResourceId, Resource> resources = new LinkedHashMap<>();
    for (Resource resource : addressed.resources()) {
      resources.put(resource.id(), resource);
    }
    Map<ResourceId, Resource> open = new LinkedHashMap<>();
    for (ThreadSnapshot thread : addressed.threads()) {
      Wait wait = thread.waitsFor();
      if (wait != null && wait.kind() == Wait.Kind.PARK) {
        Resource resource = resources.get(wait.resource());
        if (resource != null && isOpen(resource)) {
          open.put(resource.id(), resource);
        }
      }
    }
    Map<Long, SynchronizerState> states = memory.synchronizers(addresses(open.values()));
    for (Resource resource : open.values()) {
      resources.put(resource.id(), completed(resource, states));
    }
    return new ThreadDump(
        addressed.threads(), List.copyOf(resources.values()), dump.paused(), dump.version());
  }

  private static List<Long> addresses(Collection<Resource> resources) {
    List<Long> addresses = new ArrayList<>(resources.size());
    for (Resource resource : resources) {
      long address = address(resource.id());
      if (address != 0 && className(resource) != null) {
        addresses.add(address);
      }
    }
    return addresses;
  }

  private Resource completed(Resource resource, Map<Long, SynchronizerState> states) {
    long address = address(resource.id());
    String className = className(resource);
    if (address == 0 || className == null) {
      return unread(resource);
    }
    SynchronizerState state = states.get(address);
    if (!isOf(className, state)) {
      state = memory.synchronizer(address).orElse(null); // reading many takes long: try once more
    }
    if (state == null || !isOf(className, state)) {
      return unread(resource); // not there any more: a collection has moved the lock
    }
    List<Owner> owners = owners(state);
    // A latch or a semaphore has an owner field too, from its superclass, but never sets it.
    return resource instanceof OwnableSynchronizer || !owners.isEmpty()
        ? new OwnableSynchronizer(resource.id(), className, owners)
        : resource;
  }

  /** Whether only the JVM could tell the owner; its memory tells more. */
  private static boolean isOpen(Resource resource) {
    for (Owner owner : resource.owners()) {
      if (owner.record() != Owner.Record.DEADLOCK_SEARCH) {
        return false;
      }
    }
    return true;
  }

  private Resource unread(Resource resource) {
    if (resource instanceof OwnableSynchronizer && resource.owners().isEmpty()) {
      leftOpen.add(resource.id());
    }
    return resource;
  }

  private static boolean isOf(String className, @Nullable SynchronizerState state) {
    return state != null && state.object().className().equals(className);
  }

  private List<Owner> owners(SynchronizerState state) {
    List<Owner> owners = new ArrayList<>();
    OwnerThread exclusive = state.exclusiveOwner();
    if (exclusive != null) {
      owners.add(owner(exclusive, Owner.Record.EXCLUSIVE_OWNER_THREAD));
    }
    for (SynchronizerState.Reader reader : state.readers()) {
      owners.add(owner(reader.thread(), Owner.Record.READ_HOLD));
    }
    return owners;
  }

  private Owner owner(OwnerThread thread, Owner.Record record) {
    long tid = tids.getOrDefault(thread.namespaceTid(), 0L);
    ThreadRef ref = new ThreadRef(kernel.identity(), thread.name(), tid, thread.javaId());
    Liveness liveness = thread.terminated() ? Liveness.TERMINATED : Liveness.LIVE;
    return new Owner(ref, liveness, record, Certainty.INFERRED);
  }

  private static @Nullable String className(Resource resource) {
    if (resource instanceof OwnableSynchronizer lock) {
      return lock.className();
    }
    return resource instanceof UnownedSynchronizer other ? other.className() : null;
  }

  /** The lock's address, 0 if it is unknown. */
  static long address(ResourceId id) {
    String identity = id.identity();
    return identity.startsWith("0x")
        ? Long.parseUnsignedLong(identity, 2, identity.length(), 16)
        : 0;
  }

  /**
   * Adds addresses. Dumps of virtual threads name a park blocker by its identity hash; the threads'
   * own words in memory have its address.
   */
  private ThreadDump withAddresses(ThreadDump dump) {
    Map<Long, ResourceId> named = new HashMap<>();
    for (ThreadSnapshot thread : dump.threads()) {
      Wait wait = thread.waitsFor();
      if (thread.virtual()
          && wait != null
          && wait.kind() == Wait.Kind.PARK
          && address(wait.resource()) == 0) {
        named.put(thread.ref().javaId(), wait.resource());
      }
    }
    if (named.isEmpty()) {
      return dump;
    }
    int wanted = new HashSet<>(named.values()).size();
    Map<ResourceId, ResourceId> addresses = new HashMap<>();
    memory.visitVirtualThreads(
        thread -> {
          ResourceId name = named.get(thread.javaId());
          HeapObject blocker = thread.parkBlocker();
          if (name != null
              && blocker != null
              && name.identity().startsWith(blocker.className().concat("@"))) {
            addresses.put(name, ResourceId.at(kernel.identity(), blocker.address()));
          }
          return addresses.size() < wanted;
        });
    return ResourceNames.replace(dump, addresses);
  }
}
