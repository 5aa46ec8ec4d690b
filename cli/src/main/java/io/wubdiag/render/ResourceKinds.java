package io.wubdiag.render;

import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceVisitor;

/** The kinds of resources, as they stand in JSON. */
final class ResourceKinds implements ResourceVisitor<String> {
  static final ResourceKinds NAMES = new ResourceKinds();

  private ResourceKinds() {}

  @Override
  public String monitor(Resource.Monitor monitor) {
    return "MONITOR";
  }

  @Override
  public String ownableSynchronizer(Resource.OwnableSynchronizer lock) {
    return "OWNABLE_SYNCHRONIZER";
  }

  @Override
  public String unownedSynchronizer(Resource.UnownedSynchronizer other) {
    return "UNOWNED_SYNCHRONIZER";
  }

  @Override
  public String nativeMutex(Resource.NativeMutex mutex) {
    return "NATIVE_MUTEX";
  }

  @Override
  public String vmOperation(Resource.VmOperation operation) {
    return "VM_OPERATION";
  }

  @Override
  public String queuedTask(Resource.QueuedTask task) {
    return "QUEUED_TASK";
  }

  @Override
  public String classInitialisation(Resource.ClassInitialisation initialisation) {
    return "CLASS_INITIALISATION";
  }

  @Override
  public String pipe(Resource.Pipe pipe) {
    return "PIPE";
  }

  @Override
  public String missingReader(Resource.MissingReader fifo) {
    return "MISSING_READER";
  }

  @Override
  public String socket(Resource.Socket socket) {
    return "SOCKET";
  }

  @Override
  public String sharedSemaphore(Resource.SharedSemaphore semaphore) {
    return "SHARED_SEMAPHORE";
  }

  @Override
  public String fileLock(Resource.FileLock lock) {
    return "FILE_LOCK";
  }

  @Override
  public String childExit(Resource.ChildExit exit) {
    return "CHILD_EXIT";
  }
}
