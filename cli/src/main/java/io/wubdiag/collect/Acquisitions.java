package io.wubdiag.collect;

import io.wubdiag.collect.memory.HeapObject;
import io.wubdiag.collect.memory.HotSpotMemory;
import io.wubdiag.collect.memory.NotedHold;
import io.wubdiag.model.Acquisition;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.Monitor;
import io.wubdiag.model.Resource.OwnableSynchronizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Completes a dump by where, and how long ago, owners came by their locks, if the agent is there.
 * Who owns what is known from the JVM itself; the agent's notes only add to that.
 */
final class Acquisitions {
  private final HotSpotMemory memory;

  Acquisitions(HotSpotMemory memory) {
    this.memory = memory;
  }

  ThreadDump complete(ThreadDump dump) {
    Set<Long> owners = new HashSet<>();
    for (Resource resource : dump.resources()) {
      for (Owner owner : resource.owners()) {
        if (owner.thread().javaId() != 0) {
          owners.add(owner.thread().javaId());
        }
      }
    }
    List<NotedHold> noted = owners.isEmpty() ? List.of() : memory.notedHolds(owners);
    if (noted.isEmpty()) {
      return dump;
    }
    long now = System.nanoTime();
    List<Resource> resources = new ArrayList<>(dump.resources().size());
    for (Resource resource : dump.resources()) {
      List<Owner> completed = new ArrayList<>(resource.owners().size());
      for (Owner owner : resource.owners()) {
        NotedHold hold = find(resource, owner.thread().javaId(), noted);
        completed.add(hold == null ? owner : owner.withAcquired(acquisition(hold, now)));
      }
      resources.add(resource.withOwners(completed));
    }
    return new ThreadDump(dump.threads(), resources, dump.paused(), dump.version());
  }

  private static Acquisition acquisition(NotedHold hold, long now) {
    return new Acquisition(hold.site(), Duration.ofNanos(Math.max(0, now - hold.since())));
  }

  /**
   * By the lock's address; if a collection has moved it since it was dumped, by its class, where
   * the thread holds only one of that.
   */
  private static @Nullable NotedHold find(Resource resource, long javaId, List<NotedHold> noted) {
    boolean monitor = resource instanceof Monitor;
    String className =
        resource instanceof Monitor object
            ? object.className()
            : resource instanceof OwnableSynchronizer lock ? lock.className() : null;
    NotedHold alike = null;
    int count = 0;
    for (NotedHold hold : noted) {
      HeapObject object = monitor ? hold.lock() : hold.synchronizer();
      if (hold.javaId() == javaId && object.className().equals(className)) {
        if (resource.id().identity().equals("0x" + Long.toHexString(object.address()))) {
          return hold;
        }
        alike = hold;
        count++;
      }
    }
    return count == 1 ? alike : null;
  }
}
