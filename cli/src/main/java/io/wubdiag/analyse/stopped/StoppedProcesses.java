package io.wubdiag.analyse.stopped;

import io.wubdiag.analyse.detect.Detector;
import io.wubdiag.analyse.detect.Explained;
import io.wubdiag.analyse.graph.HeldUpThreads;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.analyse.graph.Tree;
import io.wubdiag.analyse.graph.WaitForGraph;
import io.wubdiag.model.Cause;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Check;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Fact;
import io.wubdiag.model.Finding.Stopped;
import io.wubdiag.model.Finding.Stopped.Straggler;
import io.wubdiag.model.Finding.Stopped.Why;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.SafepointBlocker;
import io.wubdiag.model.Source;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds processes that do not run: stopped, frozen, or asleep in the kernel and not to be woken.
 */
public final class StoppedProcesses implements Detector {
  /**
   * How long a task must be seen in uninterruptible sleep. Any write to a disk is such a sleep; one
   * of this length does not prove that it will not end, so the finding is inferred only.
   */
  static final Duration LONG_SLEEP = Duration.ofMillis(250);

  private final Tree tree;
  private final Map<ProcessIdentity, List<ThreadNode>> threads = new HashMap<>();

  public StoppedProcesses(WaitForGraph graph, Tree tree) {
    this.tree = tree;
    for (ThreadNode thread : graph.threads()) {
      if (!thread.thread().ghost()) {
        List<ThreadNode> ofProcess = threads.get(thread.process());
        if (ofProcess == null) {
          ofProcess = new ArrayList<>();
          threads.put(thread.process(), ofProcess);
        }
        ofProcess.add(thread);
      }
    }
  }

  /** One finding for each process. */
  @Override
  public List<Stopped> find(Explained explained) {
    List<Stopped> found = new ArrayList<>();
    for (ProcessCapture process : tree.processes()) {
      KernelFacts kernel = process.kernelFacts();
      if (kernel == null || kernel.kernelThread() || explained.contains(kernel.identity())) {
        continue;
      }
      boolean stopped = kernel.state() == ProcessState.STOPPED;
      boolean traced = isTraced(kernel);
      if (stopped || traced || kernel.frozen()) {
        found.add(notRunning(kernel, stopped, traced, explained));
      } else if (process instanceof CapturedJvm jvm && jvm.jvm().straggler() != null) {
        found.add(behindStraggler(kernel, jvm.jvm().straggler(), explained));
      } else {
        addSleeping(kernel, found, explained);
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
      KernelFacts kernel, boolean stopped, boolean traced, Explained explained) {
    long pid = kernel.pid();
    Why why = stopped ? Why.SIGNAL : traced ? Why.DEBUGGER : Why.FROZEN;
    List<Evidence> evidence = new ArrayList<>();
    if (stopped || traced) {
      Fact state = new Fact.InState(pid, kernel.state());
      evidence.add(new Evidence(state, Source.KERNEL, Check.of(Check.Kind.STATE, pid)));
    }
    if (kernel.frozen()) {
      Check frozen = Check.of(Check.Kind.FROZEN, pid);
      evidence.add(new Evidence(new Fact.Frozen(pid), Source.KERNEL, frozen));
    }
    HeldUpThreads heldUp = HeldUpThreads.behind(threads.getOrDefault(kernel.identity(), List.of()));
    explained.add(heldUp);
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
            heldUp.countWith(kernel)),
        kernel,
        why,
        null);
  }

  /** It runs Java code and polls for no safepoint, as all others have: they wait for it. */
  private Stopped behindStraggler(
      KernelFacts kernel, SafepointBlocker straggler, Explained explained) {
    List<ThreadNode> ofProcess = threads.getOrDefault(kernel.identity(), List.of());
    HeldUpThreads heldUp = HeldUpThreads.behind(ofProcess);
    explained.add(heldUp);
    Waiter running = null;
    for (ThreadNode thread : ofProcess) {
      if (thread.thread().ref().tid() == straggler.tid()) {
        running = thread.asWaiter();
      }
    }
    Fact fact = new Fact.NoSafepoint(running == null ? null : running.thread().ref(), straggler);
    Check check = Check.of(Check.Kind.THREAD_TIMES, kernel.pid());
    Evidence evidence = new Evidence(fact, Source.MEMORY, check);
    return new Stopped(
        new Cause(
            null,
            null,
            List.of(),
            heldUp.longestChain(),
            Certainty.INFERRED,
            List.of(evidence),
            heldUp.countWith(kernel)),
        kernel,
        Why.NO_SAFEPOINT,
        new Straggler(straggler, running));
  }

  private void addSleeping(KernelFacts kernel, List<Stopped> found, Explained explained) {
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
    for (ThreadNode thread : threads.getOrDefault(kernel.identity(), List.of())) {
      Task task = sleeping.get(thread.thread().ref().tid());
      if (task != null && thread.thread().still().compareTo(LONG_SLEEP) >= 0) {
        stuck.add(thread);
        evidence.add(sleep(thread, task));
      }
    }
    if (!stuck.isEmpty()) {
      HeldUpThreads heldUp = HeldUpThreads.behind(stuck);
      explained.add(heldUp);
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
              Why.DEEP_SLEEP,
              null));
    }
  }

  private static Evidence sleep(ThreadNode thread, Task task) {
    ThreadRef ref = thread.thread().ref();
    Fact fact = new Fact.SleepsDeep(ref, task.waitChannel(), thread.thread().still());
    Check check = new Check(Check.Kind.TASK_STATE, thread.pid(), task.tid(), "");
    return new Evidence(fact, Source.KERNEL, check);
  }
}
