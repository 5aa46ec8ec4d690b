package io.wubdiag.render.words;

import io.wubdiag.model.Finding.Contended;
import io.wubdiag.model.ThreadRef;
import java.util.List;

/** A lock that is held long. */
final class ContendedWords extends FindingWords<Contended> {
  ContendedWords(Contended finding) {
    super(finding);
  }

  @Override
  public String title() {
    return "lock held for " + Wording.duration(finding.heldFor());
  }

  @Override
  public String summary() {
    ThreadRef owner = finding.owner().thread();
    int waiting = finding.waiters().size();
    return "Thread "
        + Wording.thread(owner)
        + " of process "
        + owner.pid()
        + " has held "
        + Wording.resource(finding.resource())
        + " for "
        + Wording.duration(finding.heldFor())
        + " or more, while "
        + Wording.count(waiting, "thread")
        + (waiting == 1 ? " waits" : " wait")
        + " for it. Contention, not a hang.";
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    String owner = Wording.thread(finding.owner().thread());
    return List.of(
        "run this again in a while. If " + owner + " has not moved, check what it waits for.",
        "If it happens often, do less work under the lock taken in "
            + where(finding.acquiredIn())
            + ".");
  }

  @Override
  public List<Stack> stacks() {
    List<Stack> stacks = super.stacks();
    String heading = Wording.threadAndIds(finding.owner().thread()) + ", which holds it";
    stacks.add(Stack.of(heading, finding.ownerThread(), finding.acquiredIn(), awaited()));
    return stacks;
  }
}
