package io.wubdiag.analyse;

import io.wubdiag.model.Cause;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.Stopped;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.SafepointBlocker;
import io.wubdiag.model.Source;
import io.wubdiag.model.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds processes that do not run: stopped, frozen, or asleep in the kernel and not to be woken.
 */
final class StoppedProcesses {
  /**
   * How long a task must be seen in uninterruptible sleep. Any write to a disk is such a sleep; one
   * of this length is no proof that it will not end, so the finding is inferred only.
   */
  static final Duration LONG_SLEEP = Duration.ofMillis(250);

  private final Tree tree;
  private final Map<Long, List<ThreadNode>> threads = new HashMap<>();

  StoppedProcesses(WaitForGraph graph, Tree tree) {
    this.tree = tree;
    for (ThreadNode thread : graph.threads()) {
      if (!thread.thread().ghost()) {
        List<ThreadNode> ofProcess = threads.get(thread.pid());
        if (ofProcess == null) {
          ofProcess = new ArrayList<>();
          threads.put(thread.pid(), ofProcess);
        }
        ofProcess.add(thread);
      }
    }
  }

  /**
   * One finding for each process.
   *
   * @param hung gets the threads that they hold up
   */
  List<Stopped> find(Set<ThreadNode> hung) {
    List<Stopped> found = new ArrayList<>();
    for (ProcessCapture process : tree.processes()) {
      KernelFacts kernel = process.kernelFacts();
      if (kernel == null || kernel.kernelThread()) {
        continue;
      }
      boolean stopped = kernel.state() == ProcessState.STOPPED;
      boolean traced = isTraced(kernel);
      if (stopped || traced || kernel.frozen()) {
        found.add(notRunning(kernel, stopped, traced, hung));
      } else if (process instanceof CapturedJvm jvm && jvm.jvm().straggler() != null) {
        found.add(behindStraggler(kernel, jvm.jvm().straggler(), hung));
      } else {
        addSleeping(kernel, found, hung);
      }
    }
    return found;
  }

  /**
   * Whether a debugger has stopped all tasks. Where it has stopped one only, that may be a tracer
   * of system calls, which lets it go on at once.
   */
  private static boolean isTraced(KernelFacts kernel) {
    for (Task task : kernel.tasks()) {
      if (task.state() != ProcessState.TRACED && task.state() != ProcessState.STOPPED) {
        return false;
      }
    }
    return kernel.state() == ProcessState.TRACED;
  }

  private Stopped notRunning(
      KernelFacts kernel, boolean stopped, boolean traced, Set<ThreadNode> hung) {
    long pid = kernel.pid();
    String why = stopped ? "stopped by a signal" : traced ? "stopped by a debugger" : "";
    List<Evidence> evidence = new ArrayList<>();
    if (stopped || traced) {
      evidence.add(
          new Evidence(
              "process " + pid + " is in state " + kernel.state().letter(),
              Source.KERNEL,
              "grep -E 'State|TracerPid' /proc/" + pid + "/status"));
    }
    if (kernel.frozen()) {
      why += why.isEmpty() ? "control group frozen" : ", and its control group is frozen";
      evidence.add(
          new Evidence(
              "the control group of process " + pid + " is frozen",
              Source.KERNEL,
              frozenCheck(pid)));
    }
    HeldUpThreads heldUp = HeldUpThreads.behind(threads.getOrDefault(pid, List.of()));
    heldUp.addTo(hung);
    boolean maybeForAnInstant = traced && !kernel.frozen() && kernel.tasks().size() < 2;
    Certainty certainty = maybeForAnInstant ? Certainty.INFERRED : Certainty.PROVED;
    return new Stopped(
        new Cause(
            null,
            null,
            List.of(),
            heldUp.longestChain(),
            certainty,
            evidence,
            count(kernel, heldUp)),
        kernel,
        why,
        null);
  }

  /** It runs Java code and polls for no safepoint, as all others have: they wait for it. */
  private Stopped behindStraggler(
      KernelFacts kernel, SafepointBlocker straggler, Set<ThreadNode> hung) {
    List<ThreadNode> ofProcess = threads.getOrDefault(kernel.pid(), List.of());
    HeldUpThreads heldUp = HeldUpThreads.behind(ofProcess);
    heldUp.addTo(hung);
    Waiter running = null;
    for (ThreadNode thread : ofProcess) {
      if (thread.thread().ref().tid() == straggler.tid()) {
        running = thread.asWaiter();
      }
    }
    String name = running == null ? "task " + straggler.tid() : Words.name(running.thread().ref());
    Evidence evidence =
        new Evidence(
            name
                + " ran Java code in all of "
                + straggler.looks()
                + " looks over "
                + straggler.span().toMillis()
                + " ms, had a processor for "
                + straggler.ran().toMillis()
                + " ms of them, and the JVM, asked for its threads, waited for it to come to a safepoint",
            Source.MEMORY,
            "top -H -p " + kernel.pid());
    return new Stopped(
        new Cause(
            null,
            null,
            List.of(),
            heldUp.longestChain(),
            Certainty.INFERRED,
            List.of(evidence),
            count(kernel, heldUp)),
        kernel,
        "all its Java threads wait for " + name + ", which does not come to a safepoint",
        running);
  }

  /** Prints the group's state, whether the freezer is version 2's or version 1's. */
  private static String frozenCheck(long pid) {
    String groups = " /proc/" + pid + "/cgroup)";
    return "cat /sys/fs/cgroup$(sed -n 's/^0:://p'"
        + groups
        + "/cgroup.events /sys/fs/cgroup/freezer$(sed -n 's/.*:freezer://p'"
        + groups
        + "/freezer.state 2>/dev/null";
  }

  private void addSleeping(KernelFacts kernel, List<Stopped> found, Set<ThreadNode> hung) {
    Map<Long, Task> sleeping = new HashMap<>();
    for (Task task : kernel.tasks()) {
      if (task.state() == ProcessState.DISK_SLEEP) {
        sleeping.put(task.tid(), task);
      }
    }
    if (sleeping.isEmpty()) {
      return;
    }
    List<ThreadNode> stuck = new ArrayList<>();
    List<Evidence> evidence = new ArrayList<>();
    for (ThreadNode thread : threads.getOrDefault(kernel.pid(), List.of())) {
      Task task = sleeping.get(thread.thread().ref().tid());
      if (task != null && thread.thread().still().compareTo(LONG_SLEEP) >= 0) {
        stuck.add(thread);
        evidence.add(sleep(thread, task));
      }
    }
    if (!stuck.isEmpty()) {
      HeldUpThreads heldUp = HeldUpThreads.behind(stuck);
      heldUp.addTo(hung);
      found.add(
          new Stopped(
              new Cause(
                  null,
                  null,
                  List.of(),
                  heldUp.longestChain(),
                  Certainty.INFERRED,
                  evidence,
                  heldUp.count()),
              kernel,
              "in uninterruptible sleep",
              null));
    }
  }

  private static Evidence sleep(ThreadNode thread, Task task) {
    String in = task.waitChannel() == null ? "" : " in " + task.waitChannel();
    return new Evidence(
        Words.name(thread.thread().ref())
            + " slept uninterruptibly"
            + in
            + " for "
            + thread.thread().still().toMillis()
            + " ms",
        Source.KERNEL,
        "grep State /proc/" + thread.pid() + "/task/" + task.tid() + "/status");
  }

  /**
   * All tasks of the process, also those that are not Java threads, and the threads behind them.
   */
  private static HeldUp count(KernelFacts kernel, HeldUpThreads heldUp) {
    Set<Long> pids = new HashSet<>();
    pids.add(kernel.pid());
    int elsewhere = 0;
    for (ThreadNode thread : heldUp.waiting()) {
      if (thread.pid() != kernel.pid()) {
        pids.add(thread.pid());
        elsewhere++;
      }
    }
    return new HeldUp(Math.max(1, kernel.tasks().size()) + elsewhere, pids.size());
  }
}
