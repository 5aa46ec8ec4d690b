package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.model.Frame;
import io.wubdiag.model.Quiescence.Act;
import io.wubdiag.model.ThreadSnapshot;
import java.util.Set;

/**
 * Tells what a thread waits for other threads to do. The innermost frame outside of locks and
 * parking shows it, by the sources of JDK 17 to 25.
 */
final class WaitPurpose {
  private static final String CONCURRENT = "java.util.concurrent.";
  private static final Set<String> BOUNDED =
      Set.of(
          "ArrayBlockingQueue",
          "LinkedBlockingQueue",
          "LinkedBlockingDeque",
          "LinkedTransferQueue",
          "SynchronousQueue");
  private static final Set<String> COMPLETED =
      Set.of(
          "CompletableFuture",
          "CountDownLatch",
          "CyclicBarrier",
          "Exchanger",
          "FutureTask",
          "Phaser");

  private WaitPurpose() {}

  /**
   * The purpose of this thread's wait.
   *
   * @param owned whether the awaited object has an owner
   */
  static Act of(ThreadSnapshot thread, boolean owned) {
    Act act = owned ? Act.UNLOCK : Act.UNKNOWN;
    for (Frame frame : thread.frames()) {
      String name = frame.className();
      String method = frame.method();
      if (name.startsWith("java.util.concurrent.locks.StampedLock")) {
        return Act.UNLOCK_STAMP;
      } else if (name.equals("java.lang.Object") || name.endsWith("$ConditionObject")) {
        act = method.startsWith("wait") || method.startsWith("await") ? notified(act) : act;
      } else if (name.equals("java.lang.Thread")) {
        return method.equals("join") ? Act.END : act;
      } else if (name.startsWith(CONCURRENT)) {
        Act found = ofConcurrent(name.substring(CONCURRENT.length()), method);
        if (found != Act.UNKNOWN) {
          return found;
        }
      } else if (!name.startsWith("jdk.internal.") && !name.startsWith("java.lang.VirtualThread")) {
        return act;
      }
    }
    return act;
  }

  /**
   * A notification, unless the thread was notified already and waits to enter the monitor again.
   */
  private static Act notified(Act act) {
    return act == Act.UNLOCK ? act : Act.NOTIFY;
  }

  private static Act ofConcurrent(String name, String method) {
    if (name.startsWith("locks.")) {
      return Act.UNKNOWN;
    }
    int inner = name.indexOf('$');
    String type = inner < 0 ? name : name.substring(0, inner);
    if (method.equals("getTask") || method.equals("awaitWork") || method.startsWith("take")) {
      return Act.SUBMIT;
    }
    if (type.equals("Semaphore") && method.startsWith("acquire")) {
      return Act.RELEASE_PERMIT;
    }
    if (BOUNDED.contains(name) && (method.startsWith("put") || method.equals("transfer"))) {
      return Act.TAKE;
    }
    return COMPLETED.contains(type) ? Act.COMPLETE : Act.UNKNOWN;
  }
}
