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
      return threads(waiters) + hang + ": each waits for what the other holds.";
    }
    if (cycle.size() > NAMES) {
      return cycle.size() + " threads" + hang + ": each waits for what the next one holds.";
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
        ? start + "the write lock of " + resource + " while it holds the read lock of it."
        : start + resource + ", which it holds itself.";
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
            : hung.restart() + " If it stays, its shutdown hooks need the same locks: kill -9.";
    return List.of(now, cycle.size() == 1 ? cureOfOneThread(cycle.get(0)) : cure());
  }

  private static String cureOfOneThread(WaitEdge edge) {
    return isUpgrade(edge)
        ? "A read lock can't be upgraded: release it before asking for the write lock, then"
            + " check again what was read; or use StampedLock.tryConvertToWriteLock()."
        : "This lock is not reentrant: hand the fact that it is held down to "
            + where(edge.waiter().culprit())
            + ", or release it first.";
  }

  private String cure() {
    for (WaitEdge edge : cycle) {
      if (edge.owner().record().ofPython()) {
        return "Take these locks in one order everywhere; or ask with acquire(timeout=…), and let go"
            + " of what is held when it fails.";
      }
      if (edge.resource() instanceof Resource.Pipe pipe) {
        return pipe.full()
            ? "Read a child's output and its errors to their ends before waiting for it, each on"
                + " a thread of its own, or send them to a file:"
                + " ProcessBuilder.redirectErrorStream(true), redirectOutput(FILE)."
            : "Close the writing end of a pipe as soon as there is no more to write, in every"
                + " process that has it: readers wait for the last one to be closed.";
      }
      if (edge.resource() instanceof Resource.ClassInitialisation) {
        return "Let no static initialiser use a class whose own initialiser leads back to it, or"
            + " initialise both from one thread before the others start.";
      }
    }
    return "Take these locks in one order everywhere; or ask with tryLock() and a timeout, and let"
        + " go of what is held when it fails.";
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
    return name + " itself" + (isUpgrade(cycle.get(0)) ? ", by its read lock" : "");
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
