package io.wubdiag.collect.cpython;

import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Python process while it is looked at. */
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

  /** The thread of that ident, null if there is none. */
  @Nullable PythonThread find(long ident) {
    return threads.find(ident);
  }

  /**
   * Whether certainly no thread of it has that ident: it is in neither of two readings, nor a
   * thread of C code that calls Python at times.
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

  /** Reads its threads again, by that layout. */
  void readBy(PythonLayout layout) {
    memory.readBy(layout);
    threads = memory.threads();
  }

  /**
   * Whether it was made sense of: it has threads that are tasks and have a stack. A process whose
   * structs are laid out otherwise has none.
   */
  boolean makesSense() {
    for (PythonThread thread : threads()) {
      if (task(thread) != null && !thread.frames().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** The file that has CPython's code, from where we are. */
  String file() {
    String path = memory.image().path();
    return path.equals(kernel.executable())
        ? "/proc/" + kernel.pid() + "/exe"
        : "/proc/" + kernel.pid() + "/root" + path;
  }

  /** Its task; null for one that is starting or has ended. */
  @Nullable Task task(PythonThread thread) {
    return kernel.taskInNamespace(thread.namespaceTid()).orElse(null);
  }

  /** The thread of that task, null if it is none of Python's. */
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

  /** The lock that a thread sleeps at, null for none. */
  @Nullable PythonLock awaited(Task task, PythonThread thread, long futexCall) {
    SystemCall call = task.systemCall();
    return call == null || call.number() != futexCall || call.arguments().isEmpty()
        ? null
        : memory.awaited(thread, call.arguments().get(0));
  }
}
