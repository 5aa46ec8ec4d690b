package io.wubdiag.collect.ipc;

import io.wubdiag.collect.kernel.SystemCallNumbers;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Source;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import io.wubdiag.model.threads.JvmThreads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a process that would do what another process waits for. The kernel names only the
 * process. In a process with one thread, it is this thread; in a JVM with one application thread,
 * it is that thread. Among several threads it is <em>inferred</em>: the only held-up thread, or the
 * thread for which all other held-up threads wait. No remaining thread may run or sleep with a time
 * limit, since it could be about to do the work.
 *
 * @param thread null if it is unknown
 * @param unknown why it is unknown
 */
record ResponsibleThread(@Nullable ThreadRef thread, Certainty certainty, String unknown) {
  /**
   * The responsible thread of a process.
   *
   * @param held the threads of all processes that the kernel holds up
   * @param still the threads that did not run between two looks
   */
  static ResponsibleThread of(ProcessCapture process, Set<ThreadRef> held, Set<ThreadRef> still) {
    KernelFacts kernel = process.kernelFacts();
    List<ThreadSnapshot> threads = ofApplication(process);
    if (kernel == null || threads.isEmpty()) {
      return unknown("the threads of process " + process.pid() + " are unknown");
    }
    if (kernel.state() == ProcessState.STOPPED || kernel.frozen()) {
      return new ResponsibleThread(threads.get(0).ref(), Certainty.PROVED, "");
    }
    List<ThreadSnapshot> heldUp = new ArrayList<>();
    for (ThreadSnapshot thread : threads) {
      boolean isHeld = held.contains(thread.ref()) || lockOf(thread, process) != null;
      if (!isHeld && (threads.size() == 1 || !thread.daemon()) && mayAct(thread, kernel, still)) {
        return unknown(
            "\"" + thread.ref().name() + "\" of process " + process.pid() + " may read it soon");
      }
      if (isHeld || threads.size() == 1) {
        heldUp.add(thread);
      }
    }
    ThreadSnapshot candidate = awaitedByAll(heldUp, process);
    if (candidate == null && !heldUp.isEmpty()) {
      return unknown("several threads of process " + process.pid() + " are blocked");
    }
    if (candidate == null) {
      return unknown(
          String.format(
              Locale.ROOT,
              "any of %d threads of process %d could read it, and none does now",
              threads.size(),
              process.pid()));
    }
    return new ResponsibleThread(
        candidate.ref(), threads.size() == 1 ? Certainty.PROVED : Certainty.INFERRED, "");
  }

  /** Whether this thread is the application's main thread, or the only one. */
  static boolean isAlone(ThreadSnapshot thread, ProcessCapture process) {
    return thread.ref().name().equals("main") || ofApplication(process).size() == 1;
  }

  /** Whether only one thread could act. */
  boolean certain() {
    return thread != null && certainty == Certainty.PROVED;
  }

  private static ResponsibleThread unknown(String why) {
    return new ResponsibleThread(null, Certainty.INFERRED, why);
  }

  private static List<ThreadSnapshot> ofApplication(ProcessCapture process) {
    boolean hasStacks =
        process instanceof CapturedJvm jvm
            && jvm.source() != Source.KERNEL
            && jvm.source() != Source.MEMORY;
    List<ThreadSnapshot> threads = new ArrayList<>();
    for (ThreadSnapshot thread : process.threadsSeen()) {
      boolean ofTheJvm = hasStacks && JvmThreads.isLikely(thread);
      if (!ofTheJvm && !thread.ghost()) {
        threads.add(thread);
      }
    }
    return threads;
  }

  /**
   * The held-up thread for which all other held-up threads wait, by locks of their own process.
   * Whichever thread was to act, this one has to go on first. Null if there is none.
   */
  private static @Nullable ThreadSnapshot awaitedByAll(
      List<ThreadSnapshot> heldUp, ProcessCapture process) {
    Map<Long, ThreadSnapshot> byId = new HashMap<>();
    for (ThreadSnapshot thread : heldUp) {
      byId.put(id(thread.ref()), thread);
    }
    Set<ThreadSnapshot> last = new HashSet<>();
    for (ThreadSnapshot thread : heldUp) {
      ThreadSnapshot end = thread;
      for (int step = 1; step < heldUp.size(); step++) {
        Resource lock = lockOf(end, process);
        ThreadSnapshot owner =
            lock == null || lock.owners().size() > 1
                ? null
                : byId.get(id(lock.owners().get(0).thread()));
        if (owner == null) {
          break;
        }
        end = owner;
      }
      last.add(end);
      if (last.size() > 1) {
        return null;
      }
    }
    return last.isEmpty() ? null : last.iterator().next();
  }

  /** The thread's id. A virtual thread has no tid; a native thread has no Java id. */
  private static long id(ThreadRef thread) {
    return thread.tid() != 0 ? -thread.tid() : thread.javaId();
  }

  /**
   * The lock with an owner for which the thread waits without a time limit; null if it does not.
   */
  private static @Nullable Resource lockOf(ThreadSnapshot thread, ProcessCapture process) {
    Wait wait = thread.waitsFor();
    if (wait == null || wait.timed() || wait.kind() == Wait.Kind.OBJECT_WAIT) {
      return null;
    }
    for (Resource resource : process.resourcesSeen()) {
      if (resource.id().equals(wait.resource())) {
        return resource.owners().isEmpty() ? null : resource;
      }
    }
    return null;
  }

  /** Whether the thread runs, or will run by itself. */
  private static boolean mayAct(ThreadSnapshot thread, KernelFacts kernel, Set<ThreadRef> still) {
    if (thread.state() == Thread.State.TIMED_WAITING || !still.contains(thread.ref())) {
      return !thread.virtual();
    }
    for (Task task : kernel.tasks()) {
      if (task.tid() == thread.ref().tid()) {
        SystemCall call = task.systemCall();
        return call == null || !SystemCallNumbers.ofThisMachine().waitsForGood(call);
      }
    }
    return false;
  }
}
