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
            ? ", has ended without releasing it."
            : ", returned to its pool without releasing it, and waits for its next task.");
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    return List.of(hung.restart(), finding.owner().record().ofPython() ? withLock() : unlock());
  }

  private static String withLock() {
    return "Take the lock with \"with lock:\", which always releases it. See why its owner"
        + " ended: threading.excepthook reports uncaught exceptions.";
  }

  private String unlock() {
    return "Release the lock in a finally block: lock.lock(); try { … } finally { lock.unlock(); }"
        + (finding.idle() == null
            ? ". See why its owner ended: an uncaught exception should be in the log."
            : " in the same task. An exception of a submitted task is kept in its Future: look"
                + " there for what ended the task.");
  }

  @Override
  String cause(Owner owner, String name) {
    return Wording.threadAndIds(owner.thread()) + ", which is back in its pool";
  }

  @Override
  public List<Stack> stacks() {
    List<Stack> stacks = super.stacks();
    if (finding.idle() != null) {
      String heading = Wording.threadAndIds(finding.owner().thread()) + ", idle in its pool";
      stacks.add(Stack.of(heading, finding.idle(), null, awaited()));
    }
    return stacks;
  }
}
