package io.wubdiag.render;

import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Frame;
import java.util.List;

/** What to do about locks of Python's. */
final class PythonAdvice {
  static final String UNLESS_CAUGHT = " If it catches SIGTERM and stays: kill -9.";

  static final String IN_ONE_ORDER =
      "Take these locks in one order everywhere; or ask with acquire(timeout=…), and let go of what"
          + " is held when it fails.";

  static final String RELEASE =
      "Take the lock by \"with lock:\", which releases it whatever happens, and see why its owner"
          + " ended: threading.excepthook tells of what nobody caught.";

  private PythonAdvice() {}

  static void ofForkInherited(List<String> advice, Finding.ForkInherited finding, String restart) {
    advice.add(restart);
    advice.add(
        "Start workers as new processes: multiprocessing.set_start_method(\"spawn\"), or"
            + " \"forkserver\", which forks from a process of one thread. Until then, fork before"
            + " the first thread is started.");
    if (isLogging(finding)) {
      advice.add(
          "Until then, let nothing log in a forked child through a handler that it inherited: give"
              + " it new handlers first, or send the records to the parent by a QueueHandler. Since"
              + " 3.9 the module logging renews its own handlers' locks in a child, not one that a"
              + " handler made by itself.");
    } else {
      advice.add(
          "Until then, renew this lock in each child: os.register_at_fork(after_in_child=…); or"
              + " hold it during the fork: before=lock.acquire, and lock.release after it in both.");
    }
  }

  static void ofSemaphore(List<String> advice, String restart) {
    advice.add(restart + " Nothing gives it back when a process is killed.");
    advice.add(
        "Kill no process that may hold such a lock (Process.terminate() and kill, the kernel when"
            + " memory runs out): ask it to end, by an Event. Acquire with a time limit,"
            + " acquire(timeout=…); or use a lock on a file, fcntl.flock, which the kernel releases"
            + " when its owner ends.");
  }

  private static boolean isLogging(Finding.ForkInherited finding) {
    for (Waiter waiter : finding.waiters()) {
      Frame culprit = waiter.culprit();
      if (culprit != null && culprit.className().startsWith("logging.")) {
        return true;
      }
    }
    return false;
  }
}
