package io.wubdiag.render.words;

import io.wubdiag.model.Finding.Deadlock;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Resource;
import java.util.ArrayList;
import java.util.List;

/** A cycle of threads that wait for each other, or a thread that waits for itself. */
final class DeadlockWords extends FindingWords<Deadlock> {
  private static final int NAMES = 6;

  private final List<WaitEdge> cycle;

  DeadlockWords(Deadlock finding) {
    super(finding);
    this.cycle = finding.cycle();
  }

  @Override
  public String title() {
    int threads = cycle.size();
    return threads == 1
        ? "deadlock of a thread with itself"
        : "deadlock of " + threads + " threads";
  }

  @Override
  public String summary() {
    if (cycle.size() == 1) {
      return ofOneThread(cycle.get(0));
    }
    List<Waiter> waiters = new ArrayList<>();
    for (WaitEdge edge : cycle) {
      waiters.add(edge.waiter());
    }
    String hang = " of " + Wording.processes(finding.hungPids()) + hang(waiters);
    if (cycle.size() == 2) {
      return threads(waiters)
          + hang
          + ": each waits for "
          + (isOfLocks() ? "what the other" + " holds." : "the other.");
    }
    if (cycle.size() > NAMES) {
      return cycle.size()
          + " threads"
          + hang
          + ": each waits for "
          + (isOfLocks() ? "what the" + " next one holds." : "the next one.");
    }
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < waiters.size(); i++) {
      steps.add(
          thread(waiters.get(i))
              + (i == 0 ? " waits for " : " for ")
              + thread(waiters.get((i + 1) % waiters.size())));
    }
    return cycle.size() + " threads" + hang + ": " + Wording.list(steps) + ".";
  }

  /** Whether each thread holds what the one before it waits for; else some only have to act. */
  private boolean isOfLocks() {
    for (WaitEdge edge : cycle) {
      Resource resource = edge.resource();
      boolean lock =
          resource instanceof Resource.Monitor
              || resource instanceof Resource.OwnableSynchronizer
              || resource instanceof Resource.NativeMutex
              || resource instanceof Resource.FileLock;
      if (!lock || edge.owner().record() == Owner.Record.NEXT_IN_QUEUE) {
        return false;
      }
    }
    return true;
  }

  private String ofOneThread(WaitEdge edge) {
    String start =
        "Thread "
            + thread(edge.waiter())
            + " of process "
            + finding.pid()
            + hang(List.of(edge.waiter()))
            + ": it waits for ";
    String resource = Wording.resource(edge.resource());
    return isUpgrade(edge)
        ? start + "the write lock of " + resource + " and already holds its read lock."
        : start + resource + ", which it already holds.";
  }

  private static boolean isUpgrade(WaitEdge edge) {
    return edge.owner().record() == Owner.Record.READ_HOLD;
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    boolean python = cycle.get(0).owner().record().ofPython();
    String now =
        python
            ? hung.restartPython()
            : hung.restart()
                + (isOfLocks()
                    ? " If it keeps running, its shutdown hooks need the same locks: kill -9."
                    : " If it keeps running: kill -9.");
    return List.of(now, cycle.size() == 1 ? cureOfOneThread(cycle.get(0)) : cure());
  }

  private static String cureOfOneThread(WaitEdge edge) {
    return isUpgrade(edge)
        ? "A read lock can't be upgraded: release it, take the write lock, then check the data"
            + " again. Or use StampedLock.tryConvertToWriteLock()."
        : "This lock is not reentrant: pass on that it is already held, down to "
            + where(edge.waiter().culprit())
            + ", or release it before the call.";
  }

  private String cure() {
    for (WaitEdge edge : cycle) {
      if (edge.owner().record().ofPython()) {
        return "Take these locks in one order everywhere. Or use acquire(timeout=…), and release"
            + " the held locks when it fails.";
      }
      if (edge.resource() instanceof Resource.Pipe pipe) {
        return pipe.full()
            ? "Read a child's output and its errors to their ends before waiting for the child,"
                + " each on its own thread. Or send them to a file: in Java,"
                + " ProcessBuilder.redirectErrorStream(true) and redirectOutput(FILE)."
            : "If a reader waits for the end of the data: close the writing end in every process"
                + " that has it open, as soon as there is no more to write. If it waits for a"
                + " message: flush after each message.";
      }
      if (edge.resource() instanceof Resource.ClassInitialisation) {
        return "Let no static initialiser use a class whose own initialiser leads back to it. Or"
            + " initialise both classes from one thread before other threads start.";
      }
    }
    return "Take these locks in one order everywhere. Or use tryLock() with a timeout, and"
        + " release the held locks when it fails.";
  }

  @Override
  public String stepsHeading() {
    return "The cycle";
  }

  @Override
  String cause(Owner owner, String name) {
    if (cycle.size() > 1) {
      return name + ", which closes the cycle";
    }
    return name + " itself" + (isUpgrade(cycle.get(0)) ? ", with its read lock" : "");
  }

  @Override
  public List<Stack> stacks() {
    List<Stack> stacks = new ArrayList<>();
    for (WaitEdge edge : cycle.subList(0, Math.min(SHOWN_STACKS, cycle.size()))) {
      stacks.add(whereItWaits(edge.waiter()));
    }
    return stacks;
  }
}
