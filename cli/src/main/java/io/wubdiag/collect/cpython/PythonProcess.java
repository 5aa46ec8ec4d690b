package io.wubdiag.collect.cpython;

import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Python process during its analysis. */
final class PythonProcess {
  private final KernelFacts kernel;
  private final PythonMemory memory;
  private PythonThreads threads;

  PythonProcess(KernelFacts kernel, PythonMemory memory) {
    this.kernel = kernel;
    this.memory = memory;
    this.threads = memory.threads();
  }

  KernelFacts kernel() {
    return kernel;
  }

  PythonMemory memory() {
    return memory;
  }

  List<PythonThread> threads() {
    return threads.threads();
  }

  /** The thread with this ident, null if absent. */
  @Nullable PythonThread find(long ident) {
    return threads.find(ident);
  }

  /**
   * Whether certainly no thread has this ident: it is in neither of two readings, and does not
   * belong to a C thread that sometimes calls Python.
   */
  boolean lacks(long ident) {
    List<Long> tids = new ArrayList<>();
    for (Task task : kernel.tasks()) {
      tids.add(task.namespaceTid());
    }
    if (!threads.complete() || threads.find(ident) != null || memory.isThreadOf(ident, tids)) {
      return false;
    }
    PythonThreads again = memory.threads();
    return again.complete() && again.find(ident) == null;
  }

  /** Reads the threads again, by this layout. */
  void readBy(PythonLayout layout) {
    memory.readBy(layout);
    threads = memory.threads();
  }

  /**
   * Whether the reading is plausible: some thread has a task and a stack. With a wrong layout no
   * thread has.
   */
  boolean makesSense() {
    for (PythonThread thread : threads()) {
      if (task(thread) != null && !thread.frames().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** The file with CPython's code, as a path from our mount namespace. */
  String file() {
    String path = memory.image().path();
    return path.equals(kernel.executable())
        ? "/proc/" + kernel.pid() + "/exe"
        : "/proc/" + kernel.pid() + "/root" + path;
  }

  /** The thread's task; null while it starts or after it has ended. */
  @Nullable Task task(PythonThread thread) {
    return kernel.taskInNamespace(thread.namespaceTid()).orElse(null);
  }

  /** The Python thread of this task, null if it has none. */
  @Nullable PythonThread thread(Task task) {
    for (PythonThread thread : threads()) {
      if (thread.namespaceTid() == task.namespaceTid()) {
        return thread;
      }
    }
    return null;
  }

  ThreadRef ref(Task task, @Nullable PythonThread thread) {
    String name = thread == null || thread.name() == null ? task.name() : thread.name();
    return new ThreadRef(kernel.identity(), name, task.tid(), 0);
  }

  /** The lock at which a thread sleeps, null for none. */
  @Nullable PythonLock awaited(Task task, PythonThread thread, long futexCall) {
    SystemCall call = task.systemCall();
    return call == null || call.number() != futexCall || call.arguments().isEmpty()
        ? null
        : memory.awaited(thread, call.arguments().get(0));
  }
}
