package io.wubdiag.render.words;

import io.wubdiag.model.Finding.OrphanedLock;
import io.wubdiag.model.Owner;
import java.util.List;

/** A lock whose owner has ended, or is idle in its pool. */
final class OrphanedLockWords extends FindingWords<OrphanedLock> {
  OrphanedLockWords(OrphanedLock finding) {
    super(finding);
  }

  @Override
  public String summary() {
    return whoHangs()
        + ", waiting for "
        + Wording.resource(finding.resource())
        + ". Its owner, "
        + Wording.thread(finding.owner().thread())
        + (finding.idle() == null
            ? ", has ended and did not release it."
            : ", went back to its pool without unlocking it, and waits for its next task.");
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    return List.of(hung.restart(), finding.owner().record().ofPython() ? withLock() : unlock());
  }

  private static String withLock() {
    return "Take the lock by \"with lock:\", which releases it whatever happens, and see why its"
        + " owner ended: threading.excepthook tells of what nobody caught.";
  }

  private String unlock() {
    return "Release the lock whatever happens: lock.lock(); try { … } finally { lock.unlock(); }"
        + (finding.idle() == null
            ? " and see why its owner ended: an uncaught exception should be in the log."
            : " in one and the same task. What a submitted task throws is kept in its Future:"
                + " look there for what cut it short.");
  }

  @Override
  String cause(Owner owner, String name) {
    return Wording.threadAndIds(owner.thread()) + ", which is back in its pool";
  }

  @Override
  public List<Stack> stacks() {
    List<Stack> stacks = super.stacks();
    if (finding.idle() != null) {
      String heading = Wording.threadAndIds(finding.owner().thread()) + ", at rest in its pool";
      stacks.add(Stack.of(heading, finding.idle(), null, awaited()));
    }
    return stacks;
  }
}
