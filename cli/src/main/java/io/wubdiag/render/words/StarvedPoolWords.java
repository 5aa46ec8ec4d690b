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
          + (threads == 1 ? "The only carrier is" : "All " + threads + " carriers are")
          + " kept by virtual threads that wait for "
          + (finding.waiters().size() == 1 ? "it" : "them")
          + " and can't be unmounted.";
    }
    boolean one = finding.pool().queued() == 1;
    return whoHangs()
        + ", waiting for "
        + (one ? "a task" : "tasks")
        + " in the queue of "
        + Wording.a(Wording.className(finding.pool().className()))
        + ". Only the threads of that pool could run "
        + (one ? "it" : "them")
        + ", and "
        + (threads == 1
            ? "its one thread waits itself."
            : "all " + threads + " of them wait themselves.");
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    if (carriers) {
      return List.of(
          hung.restart() + " More carriers would only put it off.",
          "Let no virtual thread wait where it is pinned: in a class' static initialiser, or below a"
              + " native method (before JDK 24 also within synchronized).");
    }
    return List.of(
        hung.restart() + " More threads would only put it off.",
        "Let no task wait for another one of its own pool: give the inner tasks a pool of their"
            + " own, or go on by CompletableFuture.thenCompose() instead of waiting.");
  }

  @Override
  public String othersHeading() {
    return "Who waits";
  }

  @Override
  boolean waitersAreOwners() {
    return true;
  }

  @Override
  public List<Stack> stacks() {
    return List.of(whereItWaits(finding.waiters().get(0)));
  }
}
