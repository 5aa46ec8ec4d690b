package io.wubdiag.analyse.graph;

import io.wubdiag.model.Attempt;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessCapture.CapturedNative;
import io.wubdiag.model.ProcessCapture.Runtime;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Source;
import io.wubdiag.model.Task;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The processes of a snapshot that were there to be looked at. */
public final class Tree {
  private final Map<ProcessIdentity, ProcessCapture> processes = new TreeMap<>();

  public Tree(ProcessTreeSnapshot snapshot) {
    for (ProcessCapture process : snapshot.processes()) {
      KernelFacts kernel = process.kernelFacts();
      if (kernel != null) {
        processes.put(kernel.identity(), process);
      }
    }
  }

  /** All of them, the smallest pid first. */
  public Collection<ProcessCapture> processes() {
    return processes.values();
  }

  public boolean isJvm(ProcessIdentity id) {
    return processes.get(id) instanceof CapturedJvm;
  }

  public boolean isPython(ProcessIdentity id) {
    return processes.get(id) instanceof CapturedNative other && other.runtime() == Runtime.CPYTHON;
  }

  public @Nullable KernelFacts kernel(ProcessIdentity id) {
    ProcessCapture process = processes.get(id);
    return process == null ? null : process.kernelFacts();
  }

  /** The fork that made the process; null if it was not forked, or nothing shows it. */
  public @Nullable Fork fork(ProcessIdentity id) {
    ProcessCapture process = processes.get(id);
    if (process instanceof CapturedJvm jvm) {
      return jvm.jvm().fork();
    }
    return process instanceof CapturedNative other ? other.fork() : null;
  }

  /** The process that it is a copy of, else its parent; null if that is not in the tree. */
  public @Nullable ProcessIdentity origin(ProcessIdentity id) {
    Fork fork = fork(id);
    ProcessCapture process = processes.get(id);
    long pid = fork != null ? fork.original() : process == null ? 0 : process.parentPid();
    return pid == 0 ? null : olderOnHost(id, pid);
  }

  /** The process that had a pid when a younger one started; null if it is not in the tree. */
  private @Nullable ProcessIdentity olderOnHost(ProcessIdentity younger, long pid) {
    ProcessIdentity last = null;
    for (ProcessIdentity other : processes.keySet()) {
      if (other.pid() == pid
          && other.host().equals(younger.host())
          && other.startTicks() <= younger.startTicks()) {
        last = other; // they stand in the order of their start
      }
    }
    return last;
  }

  /**
   * The live task of that id in that process, null if there is none or the process was not looked
   * at. The id may be the one that a container knows: the memory of a process has no other.
   *
   * @param knownBy the process that knows the task by that id
   */
  public @Nullable Task task(ProcessIdentity id, long tid, ProcessIdentity knownBy) {
    KernelFacts kernel = kernel(id);
    if (kernel == null) {
      return null;
    }
    boolean sameNamespace = sameNamespace(kernel, kernel(knownBy));
    Task inNamespace = null;
    for (Task task : kernel.tasks()) {
      if (task.tid() == tid) {
        return task;
      }
      if (sameNamespace && task.namespaceTid() == tid) {
        inNamespace = task;
      }
    }
    return inNamespace;
  }

  private static boolean sameNamespace(KernelFacts one, @Nullable KernelFacts other) {
    long namespace = one.identity().pidNamespace();
    return other != null && namespace != 0 && namespace == other.identity().pidNamespace();
  }

  /**
   * Whether the process' tasks are known, and none of them has that id, by whatever pid namespace
   * it is told.
   */
  public boolean hasNoTask(ProcessIdentity id, long tid) {
    KernelFacts kernel = kernel(id);
    if (kernel == null || kernel.tasks().isEmpty()) {
      return false;
    }
    for (Task task : kernel.tasks()) {
      if (task.tid() == tid || task.namespaceTid() == tid) {
        return false;
      }
    }
    return true;
  }

  /** Where the process' threads come from. */
  public Source threadSource(ProcessIdentity id) {
    ProcessCapture process = processes.get(id);
    if (process instanceof CapturedJvm jvm) {
      return jvm.source();
    }
    return process instanceof CapturedNative other ? other.source() : Source.KERNEL;
  }

  public boolean answered(ProcessIdentity id, Source source) {
    ProcessCapture process = processes.get(id);
    return process != null && answered(process.attempts(), source);
  }

  public static boolean answered(List<Attempt> attempts, Source source) {
    for (Attempt attempt : attempts) {
      if (attempt.source() == source && attempt.answered()) {
        return true;
      }
    }
    return false;
  }
}
