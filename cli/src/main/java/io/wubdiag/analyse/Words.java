package io.wubdiag.analyse;

import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.ClassInitialisation;
import io.wubdiag.model.Resource.Monitor;
import io.wubdiag.model.Resource.NativeMutex;
import io.wubdiag.model.Resource.OwnableSynchronizer;
import io.wubdiag.model.Resource.QueuedTask;
import io.wubdiag.model.Resource.UnownedSynchronizer;
import io.wubdiag.model.Resource.VmOperation;
import io.wubdiag.model.ThreadRef;

/** How evidence names threads and resources. */
final class Words {
  private static final int LONGEST_NAME = 60;

  private Words() {}

  /** A thread by its name, cut if it is very long, and by an id, since names repeat. */
  static String name(ThreadRef thread) {
    String name = thread.name();
    if (name.length() > LONGEST_NAME) {
      name = name.substring(0, LONGEST_NAME) + "…";
    }
    if (thread.tid() != 0) {
      return "\"" + name + "\" (tid " + thread.tid() + ")";
    }
    return "\"" + name + "\"" + (thread.javaId() == 0 ? "" : " (Java id " + thread.javaId() + ")");
  }

  static String name(Resource resource) {
    String identity = resource.id().identity();
    if (resource instanceof Monitor monitor) {
      String of = monitor.detail() == null ? monitor.className() : "class " + monitor.detail();
      return "the monitor of " + of + " " + identity;
    } else if (resource instanceof OwnableSynchronizer lock) {
      return lock.className() + " " + identity;
    } else if (resource instanceof UnownedSynchronizer synchronizer) {
      return synchronizer.className() + " " + identity;
    } else if (resource instanceof NativeMutex mutex) {
      return mutex.name() == null ? "the pthread mutex " + identity : "HotSpot's " + mutex.name();
    } else if (resource instanceof VmOperation operation) {
      return "the VM operation " + operation.operation();
    } else if (resource instanceof ClassInitialisation initialisation) {
      return "the initialisation of " + initialisation.className();
    }
    if (resource instanceof QueuedTask task) {
      return task.className() + " " + identity;
    }
    return ofKernel(resource);
  }

  private static String ofKernel(Resource resource) {
    if (resource instanceof Resource.Pipe pipe) {
      return (pipe.full() ? "the full pipe " : "the empty pipe ") + pipe.name();
    } else if (resource instanceof Resource.Socket socket) {
      return (socket.full() ? "the full connection " : "the empty connection ") + socket.name();
    } else if (resource instanceof Resource.FileLock lock) {
      return "the " + lock.kind() + " lock on " + lock.file();
    } else if (resource instanceof Resource.MissingReader fifo) {
      return "somebody to open the named pipe " + fifo.path() + " to read";
    } else if (resource instanceof Resource.SharedSemaphore semaphore) {
      return "the semaphore " + semaphore.name();
    } else if (resource instanceof Resource.ChildExit exit) {
      return "the end of process " + exit.child();
    }
    throw new AssertionError(resource);
  }
}
