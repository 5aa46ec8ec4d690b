package io.wubdiag.collect;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a process that would do what another process waits for. The kernel knows processes
 * only. Of a process with one thread, it is that one; of a JVM with one thread of the
 * application's, too. Of several it is <em>inferred</em>: the only one that something holds up,
 * while none of the others runs or sleeps for a time only, for that one could be about to do it.
 *
 * @param thread null if it can't be told
 * @param unknown why it can't be told
 */
record ActingThread(@Nullable ThreadRef thread, Certainty certainty, String unknown) {
  private static final Set<String> OF_THE_JVM =
      Set.of(
          "Reference Handler",
          "Finalizer",
          "Signal Dispatcher",
          "Common-Cleaner",
          "Notification Thread",
          "Attach Listener");

  /**
   * That of a process.
   *
   * @param held the threads of all processes that the kernel holds up
   * @param still those that did not run between two looks
   */
  static ActingThread of(ProcessCapture process, Set<ThreadRef> held, Set<ThreadRef> still) {
    KernelFacts kernel = process.kernelFacts();
    List<ThreadSnapshot> threads = ofApplication(process);
    if (kernel == null || threads.isEmpty()) {
      return unknown("the threads of process " + process.pid() + " are not known");
    }
    if (kernel.state() == ProcessState.STOPPED || kernel.frozen()) {
      return new ActingThread(threads.get(0).ref(), Certainty.PROVED, "");
    }
    ThreadSnapshot candidate = null;
    for (ThreadSnapshot thread : threads) {
      boolean isHeld = held.contains(thread.ref()) || isHeldByLock(thread, process);
      if (!isHeld && (threads.size() == 1 || !thread.daemon()) && mayAct(thread, kernel, still)) {
        return unknown(
            "\"" + thread.ref().name() + "\" of process " + process.pid() + " may be about to");
      }
      if (isHeld || threads.size() == 1) {
        if (candidate != null) {
          return unknown("several threads of process " + process.pid() + " are held up");
        }
        candidate = thread;
      }
    }
    if (candidate == null) {
      return unknown(
          String.format(
              Locale.ROOT,
              "any of %d threads of process %d could, and none does now",
              threads.size(),
              process.pid()));
    }
    return new ActingThread(
        candidate.ref(), threads.size() == 1 ? Certainty.PROVED : Certainty.INFERRED, "");
  }

  /** Whether it is one thread alone that could act. */
  boolean certain() {
    return thread != null && certainty == Certainty.PROVED;
  }

  private static ActingThread unknown(String why) {
    return new ActingThread(null, Certainty.INFERRED, why);
  }

  private static List<ThreadSnapshot> ofApplication(ProcessCapture process) {
    boolean hasStacks =
        process instanceof CapturedJvm jvm
            && jvm.source() != Source.KERNEL
            && jvm.source() != Source.MEMORY;
    List<ThreadSnapshot> threads = new ArrayList<>();
    for (ThreadSnapshot thread : process.threadsSeen()) {
      boolean ofTheJvm =
          hasStacks
              && (thread.frames().isEmpty()
                  || OF_THE_JVM.contains(thread.ref().name())
                  || thread.ref().name().startsWith("process reaper"));
      if (!ofTheJvm && !thread.ghost()) {
        threads.add(thread);
      }
    }
    return threads;
  }

  private static boolean isHeldByLock(ThreadSnapshot thread, ProcessCapture process) {
    Wait wait = thread.waitsFor();
    if (wait == null || wait.timed() || wait.kind() == Wait.Kind.OBJECT_WAIT) {
      return false;
    }
    for (Resource resource : process.resourcesSeen()) {
      if (resource.id().equals(wait.resource())) {
        return !resource.owners().isEmpty();
      }
    }
    return false;
  }

  /** Whether it runs, or will by itself. */
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
