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
    return "shared semaphore, never released";
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
        + ", waiting for a semaphore shared between processes, such as Python's"
        + " multiprocessing.Lock. Only "
        + Wording.processes(semaphore.processes())
        + (one ? " has" : " have")
        + " it mapped and could release it, and all their threads wait. The thread that locked"
        + " it has ended, or is one of them.";
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    return List.of(
        hung.withPids(semaphore.processes()).restart()
            + " The kernel does not release the semaphore of a killed process.",
        "Do not kill a process that may hold such a lock (Process.terminate(), kill, the"
            + " kernel's out-of-memory killer): ask it to end, with an Event. Acquire with a"
            + " time limit, acquire(timeout=…). Or use a file lock, fcntl.flock, which the"
            + " kernel releases when its owner ends.");
  }
}
