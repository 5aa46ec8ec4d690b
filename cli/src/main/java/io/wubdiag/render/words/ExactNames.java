package io.wubdiag.render.words;

import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceVisitor;

/** Names resources in evidence: by the class and address that a reader can look up. */
final class ExactNames implements ResourceVisitor<String> {
  static final ExactNames NAME = new ExactNames();

  private ExactNames() {}

  @Override
  public String monitor(Resource.Monitor monitor) {
    String of = monitor.detail() == null ? monitor.className() : "class " + monitor.detail();
    return "the monitor of " + of + " " + monitor.id().identity();
  }

  @Override
  public String ownableSynchronizer(Resource.OwnableSynchronizer lock) {
    return lock.className() + " " + lock.id().identity();
  }

  @Override
  public String unownedSynchronizer(Resource.UnownedSynchronizer other) {
    return other.className() + " " + other.id().identity();
  }

  @Override
  public String nativeMutex(Resource.NativeMutex mutex) {
    return mutex.name() == null
        ? "the pthread mutex " + mutex.id().identity()
        : "HotSpot's " + mutex.name();
  }

  @Override
  public String vmOperation(Resource.VmOperation operation) {
    return "the VM operation " + operation.operation();
  }

  @Override
  public String queuedTask(Resource.QueuedTask task) {
    return task.className() + " " + task.id().identity();
  }

  @Override
  public String classInitialisation(Resource.ClassInitialisation initialisation) {
    return "the initialisation of " + initialisation.className();
  }

  @Override
  public String pipe(Resource.Pipe pipe) {
    return (pipe.full() ? "the full pipe " : "the empty pipe ") + pipe.name();
  }

  @Override
  public String missingReader(Resource.MissingReader fifo) {
    return "a reader of the named pipe " + fifo.path();
  }

  @Override
  public String socket(Resource.Socket socket) {
    return (socket.full() ? "the full connection " : "the empty connection ") + socket.name();
  }

  @Override
  public String sharedSemaphore(Resource.SharedSemaphore semaphore) {
    return "the semaphore " + semaphore.name();
  }

  @Override
  public String fileLock(Resource.FileLock lock) {
    return "the " + lock.kind() + " lock on " + lock.file();
  }

  @Override
  public String childExit(Resource.ChildExit exit) {
    return "the end of process " + exit.child();
  }
}
