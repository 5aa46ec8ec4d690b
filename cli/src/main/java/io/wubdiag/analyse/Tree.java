package io.wubdiag.analyse;

import io.wubdiag.model.Attempt;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessCapture.CapturedNative;
import io.wubdiag.model.ProcessCapture.Runtime;
import io.wubdiag.model.ProcessCapture.VanishedProcess;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Source;
import io.wubdiag.model.Task;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The processes of a snapshot that were there to be looked at, by pid. */
final class Tree {
  private final Map<Long, ProcessCapture> processes = new TreeMap<>();

  Tree(ProcessTreeSnapshot snapshot) {
    for (ProcessCapture process : snapshot.processes()) {
      if (!(process instanceof VanishedProcess)) {
        processes.put(process.pid(), process);
      }
    }
  }

  /** All of them, the smallest pid first. */
  Collection<ProcessCapture> processes() {
    return processes.values();
  }

  boolean isJvm(long pid) {
    return processes.get(pid) instanceof CapturedJvm;
  }

  boolean isPython(long pid) {
    return processes.get(pid) instanceof CapturedNative other && other.runtime() == Runtime.CPYTHON;
  }

  @Nullable KernelFacts kernel(long pid) {
    ProcessCapture process = processes.get(pid);
    return process == null ? null : process.kernelFacts();
  }

  /** That the process was forked, null if it was not or nothing shows it. */
  @Nullable Fork fork(long pid) {
    ProcessCapture process = processes.get(pid);
    if (process instanceof CapturedJvm jvm) {
      return jvm.jvm().fork();
    }
    return process instanceof CapturedNative other ? other.fork() : null;
  }

  /** The process' parent, or the process that it is a copy of; 0 for none. */
  long origin(long pid) {
    Fork fork = fork(pid);
    if (fork != null) {
      return fork.original();
    }
    ProcessCapture process = processes.get(pid);
    return process == null ? 0 : process.parentPid();
  }

  /**
   * The live task of that id in that process, null if there is none or the process was not looked
   * at. The id may be the one that a container knows: the memory of a process has no other.
   *
   * @param knownBy the process that knows the task by that id
   */
  @Nullable Task task(long pid, long tid, long knownBy) {
    KernelFacts kernel = kernel(pid);
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
  boolean hasNoTask(long pid, long tid) {
    KernelFacts kernel = kernel(pid);
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
  Source threadSource(long pid) {
    ProcessCapture process = processes.get(pid);
    if (process instanceof CapturedJvm jvm) {
      return jvm.source();
    }
    return process instanceof CapturedNative other ? other.source() : Source.KERNEL;
  }

  boolean answered(long pid, Source source) {
    ProcessCapture process = processes.get(pid);
    return process != null && answered(process.attempts(), source);
  }

  static boolean answered(List<Attempt> attempts, Source source) {
    for (Attempt attempt : attempts) {
      if (attempt.source() == source && attempt.answered()) {
        return true;
      }
    }
    return false;
  }
}
