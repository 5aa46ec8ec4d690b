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
 * Compares two dumps of a JVM. If both say that a thread was parked on a lock and another thread
 * owned it, then it is proved. One dump alone may meet the lock during a hand-over, since the dump
 * and the owner's word are not read at the same instant.
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
   * The later dump. Owners of {@code java.util.concurrent} locks remain only if the earlier dump
   * has them too; these are proved.
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
   * Whether a thread waits for a lock without a time limit in both dumps, and the lock could not be
   * read in one of them.
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
   * What the same thread waited for in the earlier dump; a collection may have changed its address
   * since.
   */
  private @Nullable Resource waitedFor(ThreadSnapshot thread) {
    ThreadSnapshot earlier = earlierThreads.get(thread.ref().javaId());
    return earlier == null || earlier.waitsFor() == null
        ? null
        : earlierResources.get(earlier.waitsFor().resource());
  }

  /**
   * The resource with the owners that both dumps have; another owner shows that the lock was handed
   * over meanwhile.
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
