package io.wubdiag.render.words;

import io.wubdiag.model.Finding.StarvedPool;
import io.wubdiag.model.Resource.QueuedTask;
import java.util.List;

/** A pool whose threads all wait for its own queue; also one of carriers. */
final class StarvedPoolWords extends FindingWords<StarvedPool> {
  private final boolean carriers;

  StarvedPoolWords(StarvedPool finding) {
    super(finding);
    this.carriers = finding.resource() instanceof QueuedTask task && task.isContinuation();
  }

  @Override
  public String summary() {
    int threads = finding.pool().workers().size();
    if (carriers) {
      return whoHangs()
          + ", waiting for a carrier. "
          + (threads == 1
              ? "The only carrier is"
              : threads == 2 ? "Both carriers are" : "All " + threads + " carriers are")
          + " occupied by pinned virtual threads, which wait for "
          + (finding.waiters().size() == 1 ? "this thread." : "these threads.");
    }
    boolean one = finding.pool().queued() == 1;
    return whoHangs()
        + ", waiting for "
        + (one ? "a task" : "tasks")
        + " in the queue of "
        + Wording.a(Wording.className(finding.pool().className()))
        + ". Only the threads of this pool can run "
        + (one ? "it" : "them")
        + ", and "
        + (threads == 1
            ? "its only thread is blocked."
            : threads == 2 ? "both are blocked." : "all " + threads + " are blocked.");
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    if (carriers) {
      return List.of(
          hung.restart() + " More carriers would only delay the hang.",
          "Do not block a virtual thread where it is pinned: in a class' static initialiser, or"
              + " below a native method (before JDK 24 also within synchronized).");
    }
    return List.of(
        hung.restart() + " More threads would only delay the hang.",
        "Do not let a task wait for another task of its own pool: give the inner tasks a"
            + " separate pool, or continue with CompletableFuture.thenCompose() instead of"
            + " waiting.");
  }

  @Override
  boolean waitersAreOwners() {
    return true;
  }
}
