package io.wubdiag.analyse.graph;

import io.wubdiag.model.Owner.Liveness;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/**
 * Which threads may go on: the least fixpoint of these rules, found in linear time.
 *
 * <ul>
 *   <li>A thread may go on if nothing is known that holds it up.
 *   <li>A thread that waits for a resource with owners may go on once all of them may.
 *   <li>A thread that waits for what others would do may go on once any one of them may.
 * </ul>
 *
 * All others hang for ever: of those that could end their waits, none can act first.
 */
public final class Progress {
  private final WaitForGraph graph;
  private final BitSet able;
  private final BitSet ended;
  private final int[] missing;
  private final Deque<ThreadNode> next = new ArrayDeque<>();

  private Progress(WaitForGraph graph) {
    this.graph = graph;
    able = new BitSet(graph.threads().size());
    ended = new BitSet(graph.enablings().size());
    missing = new int[graph.resources().size()];
  }

  /** The live threads that can't go on, by their {@link ThreadNode#number()}. */
  public static BitSet hung(WaitForGraph graph) {
    Progress progress = new Progress(graph);
    progress.begin();
    progress.spread();
    BitSet hung = new BitSet(graph.threads().size());
    for (ThreadNode thread : graph.threads()) {
      hung.set(thread.number(), !thread.thread().ghost() && !progress.able.get(thread.number()));
    }
    return hung;
  }

  private void begin() {
    for (ResourceNode resource : graph.resources()) {
      for (Hold hold : resource.holds()) {
        boolean unseen = hold.thread() == null && hold.liveness() == Liveness.LIVE;
        missing[resource.number()] += unseen ? 0 : 1;
      }
    }
    for (ThreadNode thread : graph.threads()) {
      if (!thread.thread().ghost() && !isHeldUp(thread)) {
        release(thread);
      }
    }
  }

  private boolean isHeldUp(ThreadNode thread) {
    ResourceNode resource = thread.waitsFor();
    if (resource != null && !resource.holds().isEmpty()) {
      return missing[resource.number()] > 0;
    }
    EnablingNode enabling = thread.enabledBy();
    return enabling != null && !enabling.isOpen();
  }

  private void release(ThreadNode thread) {
    if (!able.get(thread.number())) {
      able.set(thread.number());
      next.add(thread);
    }
  }

  private void spread() {
    while (!next.isEmpty()) {
      ThreadNode thread = next.remove();
      for (Hold hold : thread.holds()) {
        ResourceNode resource = hold.of();
        if (hold.liveness() == Liveness.LIVE && --missing[resource.number()] == 0) {
          resource.waiters().forEach(this::release);
        }
      }
      for (EnablingNode enabling : thread.enables()) {
        if (!ended.get(enabling.number())) {
          ended.set(enabling.number());
          enabling.waiters().forEach(this::release);
        }
      }
    }
  }
}
