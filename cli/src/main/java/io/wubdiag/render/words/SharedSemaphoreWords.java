package io.wubdiag.render.words;

import io.wubdiag.model.Finding.Stranded;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Resource.SharedSemaphore;
import java.util.ArrayList;
import java.util.List;

/** A semaphore that processes share, and that none of them is left to release. */
final class SharedSemaphoreWords extends StrandedWords {
  private final SharedSemaphore semaphore;

  SharedSemaphoreWords(Stranded finding, SharedSemaphore semaphore) {
    super(finding);
    this.semaphore = semaphore;
  }

  @Override
  public String title() {
    return "shared semaphore that nobody releases";
  }

  @Override
  public String summary() {
    List<Long> hung = new ArrayList<>();
    for (Waiter waiter : finding.waiters()) {
      long pid = waiter.thread().ref().pid();
      if (!hung.contains(pid)) {
        hung.add(pid);
      }
    }
    boolean one = semaphore.processes().size() == 1;
    return threads(finding.waiters())
        + " of "
        + Wording.processes(hung)
        + hang(finding.waiters())
        + ", waiting for a semaphore that processes share, as Python's multiprocessing.Lock is one."
        + " Only "
        + Wording.processes(semaphore.processes())
        + (one ? " has" : " have")
        + " it and could release it, and all of their threads wait: whoever locked it has ended, or"
        + " is one of them.";
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    return List.of(
        hung.withPids(semaphore.processes()).restart()
            + " Nothing gives it back when a process is killed.",
        "Kill no process that may hold such a lock (Process.terminate() and kill, the kernel when"
            + " memory runs out): ask it to end, by an Event. Acquire with a time limit,"
            + " acquire(timeout=…); or use a lock on a file, fcntl.flock, which the kernel releases"
            + " when its owner ends.");
  }
}
