package io.wubdiag.model;

import java.util.List;

/** A copier of resources, which changes their name or owners. */
record ResourceCopy(ResourceId id, List<Owner> owners) implements ResourceVisitor<Resource> {
  @Override
  public Resource monitor(Resource.Monitor monitor) {
    return new Resource.Monitor(id, monitor.className(), monitor.detail(), owners);
  }

  @Override
  public Resource ownableSynchronizer(Resource.OwnableSynchronizer lock) {
    return new Resource.OwnableSynchronizer(id, lock.className(), owners);
  }

  @Override
  public Resource unownedSynchronizer(Resource.UnownedSynchronizer other) {
    return new Resource.UnownedSynchronizer(id, other.className(), owners);
  }

  @Override
  public Resource nativeMutex(Resource.NativeMutex mutex) {
    return new Resource.NativeMutex(id, mutex.name(), owners);
  }

  @Override
  public Resource vmOperation(Resource.VmOperation operation) {
    return new Resource.VmOperation(id, operation.operation(), owners);
  }

  @Override
  public Resource queuedTask(Resource.QueuedTask task) {
    return new Resource.QueuedTask(id, task.className(), task.pool());
  }

  @Override
  public Resource classInitialisation(Resource.ClassInitialisation initialisation) {
    return new Resource.ClassInitialisation(
        id, initialisation.className(), initialisation.unknown(), owners);
  }

  @Override
  public Resource pipe(Resource.Pipe pipe) {
    return new Resource.Pipe(id, pipe.name(), pipe.full(), pipe.unknown(), owners);
  }

  @Override
  public Resource missingReader(Resource.MissingReader fifo) {
    return new Resource.MissingReader(id, fifo.path());
  }

  @Override
  public Resource socket(Resource.Socket socket) {
    return new Resource.Socket(id, socket.name(), socket.full(), socket.unknown(), owners);
  }

  @Override
  public Resource sharedSemaphore(Resource.SharedSemaphore semaphore) {
    return new Resource.SharedSemaphore(
        id, semaphore.name(), semaphore.processes(), semaphore.unknown());
  }

  @Override
  public Resource fileLock(Resource.FileLock lock) {
    return new Resource.FileLock(id, lock.kind(), lock.file(), owners);
  }

  @Override
  public Resource childExit(Resource.ChildExit exit) {
    return new Resource.ChildExit(id, exit.child(), owners);
  }
}
