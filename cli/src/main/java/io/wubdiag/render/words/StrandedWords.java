package io.wubdiag.render.words;

import io.wubdiag.model.Finding.Stranded;
import java.util.List;

/** Threads of a JVM that wait for what none of them will do. */
class StrandedWords extends FindingWords<Stranded> {
  StrandedWords(Stranded finding) {
    super(finding);
  }

  @Override
  public String title() {
    return switch (finding.awaited()) {
      case UNLOCK_STAMP -> "deadlock on a StampedLock";
      case NOTIFY -> "deadlock of nested locks";
      case RELEASE_PERMIT -> "permits never released";
      case TAKE -> "full queue without a consumer";
      default -> super.title();
    };
  }

  @Override
  public String summary() {
    return whoHangs() + what() + ". No thread of the process can continue on its own.";
  }

  private String what() {
    return switch (finding.awaited()) {
      case UNLOCK_STAMP ->
          ", waiting for a locked StampedLock. One of the waiting threads holds it, or its owner"
              + " has ended";
      case NOTIFY ->
          ", waiting to be notified while "
              + (finding.waiters().size() == 1 ? "it holds" : "they hold")
              + " another lock. The thread that would notify waits for that lock";
      case RELEASE_PERMIT ->
          ", waiting for permits of a Semaphore. The threads that hold permits are blocked, or"
              + " have ended";
      case TAKE -> ", waiting for room in a full queue. No thread takes from it any more";
      default ->
          ", waiting for "
              + (finding.resource() == null
                  ? "another thread to arrive"
                  : Wording.resource(finding.resource()))
              + ". No thread is left to complete it";
    };
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    return List.of(hung.restart(), cure());
  }

  private String cure() {
    return switch (finding.awaited()) {
      case UNLOCK_STAMP ->
          "A StampedLock is not reentrant, and a read stamp does not become a write lock by"
              + " itself: use tryConvertToWriteLock(), or unlock first. Always unlock in a"
              + " finally block.";
      case NOTIFY ->
          "Hold only the condition's own lock while waiting on it: release the outer lock first,"
              + " or use one lock for both.";
      case RELEASE_PERMIT ->
          "Acquire all permits of a task with one acquire(n), or none while the task holds one."
              + " Release them in a finally block.";
      case TAKE ->
          "Do not let an exception end a consumer: catch it around each element. Or let"
              + " producers use offer() with a timeout, and see what ended the consumer.";
      default ->
          "Count down, arrive or complete in a finally block. Complete futures exceptionally."
              + " Await with a timeout.";
    };
  }

  @Override
  boolean waitersAreOwners() {
    return true;
  }
}
