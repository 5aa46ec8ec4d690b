package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.OwnableSynchronizer;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares two dumps of a JVM: that a thread was parked on a lock and another one was its owner is
 * proved when both say so. One reading alone could have met the lock in the middle of being handed
 * on, since the dump and the owner's word are not read at the same instant.
 */
public final class Confirmation {
  private final Map<Long, ThreadSnapshot> earlierThreads = new HashMap<>();
  private final Map<ResourceId, Resource> earlierResources;

  public Confirmation(ThreadDump earlier) {
    for (ThreadSnapshot thread : earlier.threads()) {
      earlierThreads.put(thread.ref().javaId(), thread);
    }
    earlierResources = earlier.resourcesById();
  }

  /**
   * The later dump; of the owners of {@code java.util.concurrent} locks only those that the earlier
   * one names too, as proved.
   */
  public ThreadDump confirm(ThreadDump later) {
    Map<ResourceId, Resource> before = new HashMap<>();
    for (ThreadSnapshot thread : later.threads()) {
      Wait wait = thread.waitsFor();
      Resource earlier = wait == null ? null : waitedFor(thread);
      if (wait != null && earlier != null) {
        before.putIfAbsent(wait.resource(), earlier);
      }
    }
    List<Resource> resources = new ArrayList<>(later.resources().size());
    for (Resource resource : later.resources()) {
      resources.add(
          resource instanceof OwnableSynchronizer
              ? confirmed(resource, before.get(resource.id()))
              : resource);
    }
    return new ThreadDump(later.threads(), resources, later.paused(), later.version());
  }

  /**
   * Whether a thread waits for a lock without end, and has waited in the earlier dump, and the lock
   * could not be read in one of the two.
   */
  public boolean anyStillWaits(
      ThreadDump later, Set<ResourceId> unread, Set<ResourceId> unreadEarlier) {
    for (ThreadSnapshot thread : later.threads()) {
      Wait wait = thread.waitsFor();
      Resource earlier = waitedFor(thread);
      if (wait != null
          && !wait.timed()
          && earlier instanceof OwnableSynchronizer
          && (unread.contains(wait.resource()) || unreadEarlier.contains(earlier.id()))) {
        return true;
      }
    }
    return false;
  }

  /**
   * What the same thread waited for in the earlier dump; its address may have changed by a
   * collection since.
   */
  private @Nullable Resource waitedFor(ThreadSnapshot thread) {
    ThreadSnapshot earlier = earlierThreads.get(thread.ref().javaId());
    return earlier == null || earlier.waitsFor() == null
        ? null
        : earlierResources.get(earlier.waitsFor().resource());
  }

  /**
   * With the owners that both dumps name; another one shows that the lock was handed on meanwhile.
   */
  private static Resource confirmed(Resource resource, @Nullable Resource earlier) {
    List<Owner> owners = new ArrayList<>(resource.owners().size());
    for (Owner owner : resource.owners()) {
      if (owner.certainty() == Certainty.PROVED) {
        owners.add(owner);
      } else if (earlier != null && names(earlier, owner)) {
        owners.add(new Owner(owner.thread(), owner.liveness(), owner.record(), Certainty.PROVED));
      }
    }
    return resource.withOwners(owners);
  }

  private static boolean names(Resource earlier, Owner owner) {
    for (Owner other : earlier.owners()) {
      if (owner.thread().javaId() == other.thread().javaId() && owner.record() == other.record()) {
        return true;
      }
    }
    return false;
  }
}
