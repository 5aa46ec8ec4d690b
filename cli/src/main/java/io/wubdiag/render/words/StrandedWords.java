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
      case UNLOCK_STAMP -> "deadlock at a StampedLock";
      case NOTIFY -> "deadlock of nested locks";
      case RELEASE_PERMIT -> "permits that nobody gives back";
      case TAKE -> "full queue that nobody takes from";
      default -> super.title();
    };
  }

  @Override
  public String summary() {
    return whoHangs() + what() + ": no thread of the process can go on by itself.";
  }

  private String what() {
    return switch (finding.awaited()) {
      case UNLOCK_STAMP ->
          ", waiting for a StampedLock that is held. It is held by one of the threads that wait,"
              + " or its holder has ended";
      case NOTIFY ->
          ", waiting to be notified while "
              + (finding.waiters().size() == 1 ? "it holds" : "they hold")
              + " another lock. Whoever would notify waits for that lock";
      case RELEASE_PERMIT ->
          ", waiting for a Semaphore's permits. Those who have some wait themselves, or have"
              + " ended";
      case TAKE -> ", waiting for room in a full queue. Nobody takes from it any more";
      default ->
          ", waiting for "
              + (finding.resource() == null
                  ? "another one to arrive"
                  : Wording.resource(finding.resource()))
              + ". Nobody is left who could complete it";
    };
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    return List.of(hung.restart(), cure());
  }

  private String cure() {
    return switch (finding.awaited()) {
      case UNLOCK_STAMP ->
          "A StampedLock is not reentrant, and a read stamp does not become a write lock by itself:"
              + " use tryConvertToWriteLock(), or unlock first; always unlock in a finally block.";
      case NOTIFY ->
          "Wait at a condition with no lock held but its own: release the outer lock first, or use"
              + " one lock for both.";
      case RELEASE_PERMIT ->
          "Acquire all permits that a task needs by one acquire(n), or none while it holds one; and"
              + " release them in a finally block.";
      case TAKE ->
          "Let no exception end a consumer: catch it around each element; or have producers give up"
              + " by offer() with a timeout, and see what ended the consumer.";
      default ->
          "Count down, arrive or complete in a finally block; complete futures exceptionally; and"
              + " await with a timeout.";
    };
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
