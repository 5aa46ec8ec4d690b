package io.wubdiag.analyse.graph;

import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.ClassInitialisation;
import io.wubdiag.model.ThreadSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The ownership of a resource by a thread: in the wait-for graph, the edge from the resource to it.
 *
 * @param thread the owner as it was seen, null if it was not
 */
public record Hold(ResourceNode of, Owner owner, @Nullable ThreadNode thread) {

  /**
   * Whether the owner can let go. Where the thread itself was seen, that decides between a live one
   * and a ghost; one that has terminated is not seen.
   */
  public Liveness liveness() {
    if (owner.liveness() == Liveness.TERMINATED || thread == null) {
      return owner.liveness();
    }
    return thread.thread().ghost() ? Liveness.GHOST : Liveness.LIVE;
  }

  /** The owner as it was seen, null if it was not. */
  public @Nullable ThreadSnapshot ownerThread() {
    return thread == null ? null : thread.thread();
  }

  /**
   * The frame in which the owner took the resource; null if unknown, as it is for all but monitors
   * and class initialisers: that a frame <em>calls</em> {@code lock()} does not show that this is
   * where it got it.
   */
  @Nullable Frame acquiredIn() {
    ThreadSnapshot owning = ownerThread();
    if (owning == null) {
      return null;
    }
    Resource resource = of.resource();
    for (Frame frame : owning.frames()) {
      boolean initialises =
          resource instanceof ClassInitialisation initialisation
              && frame.method().equals("<clinit>")
              && frame.className().equals(initialisation.className());
      if (initialises || frame.locked().contains(resource.id())) {
        return frame;
      }
    }
    return null;
  }

  /** The edge from a thread that waits for the resource to this owner. */
  public WaitEdge from(ThreadNode waiter) {
    return new WaitEdge(waiter.asWaiter(), of.resource(), owner, acquiredIn());
  }
}
