package io.wubdiag.collect.hotspot.dump;

import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.OwnableSynchronizer;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lock waits of a dump that need a second look before they can be judged. A healthy process
 * mostly has none.
 */
public final class LockWaits {
  private final ThreadDump dump;
  private final Map<ResourceId, Resource> resources;
  private final Map<Long, ThreadSnapshot> threads = new HashMap<>();

  public LockWaits(ThreadDump dump) {
    this.dump = dump;
    resources = dump.resourcesById();
    for (ThreadSnapshot thread : dump.threads()) {
      threads.put(thread.ref().javaId(), thread);
    }
  }

  /**
   * Whether a thread waits without a time limit for a lock that has an owner, or could have one.
   */
  public boolean any() {
    for (ThreadSnapshot thread : dump.threads()) {
      Resource resource = awaited(thread);
      if (resource != null
          && (resource instanceof OwnableSynchronizer || !resource.owners().isEmpty())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a thread is parked without a time limit on a {@code java.util.concurrent} lock. */
  public boolean anySynchronizer() {
    for (ThreadSnapshot thread : dump.threads()) {
      if (awaited(thread) instanceof OwnableSynchronizer) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a virtual thread waits for what another thread may hold, or may hold what another
   * thread waits for. What virtual threads hold is certain only by a second look.
   */
  public boolean anyWithVirtual() {
    if (!anyVirtual(dump)) {
      return false;
    }
    for (ThreadSnapshot thread : dump.threads()) {
      Wait wait = thread.waitsFor();
      if (wait != null && mayInvolveVirtual(thread, wait)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayInvolveVirtual(ThreadSnapshot thread, Wait wait) {
    Resource resource = resources.get(wait.resource());
    return switch (wait.kind()) {
      case ENTER_MONITOR, REENTER_MONITOR ->
          thread.virtual() || resource != null && resource.owners().isEmpty();
      case PARK -> thread.virtual() && resource instanceof OwnableSynchronizer;
      default -> false;
    };
  }

  /**
   * Whether a thread waits without a time limit for a lock whose owner is not itself blocked:
   * contention, which only time tells from a hang.
   */
  public boolean anyBehindFreeOwner() {
    for (ThreadSnapshot thread : dump.threads()) {
      Resource resource = awaited(thread);
      if (resource != null) {
        for (Owner owner : resource.owners()) {
          if (owner.liveness() == Liveness.LIVE
              && owner.record().holdsUp()
              && isFree(threads.get(owner.thread().javaId()))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Whether a dump has virtual threads, which the Serviceability Agent does not list. */
  public static boolean anyVirtual(ThreadDump dump) {
    for (ThreadSnapshot thread : dump.threads()) {
      if (thread.virtual()) {
        return true;
      }
    }
    return false;
  }

  private boolean isFree(@Nullable ThreadSnapshot owner) {
    if (owner == null) {
      return true;
    }
    Resource resource = awaited(owner);
    return resource == null || resource.owners().isEmpty();
  }

  private @Nullable Resource awaited(ThreadSnapshot thread) {
    Wait wait = thread.waitsFor();
    return wait == null || wait.timed() || thread.ghost() ? null : resources.get(wait.resource());
  }
}
