package io.wubdiag.model;

/**
 * A visitor with one answer for each kind of resource. A new kind compiles only when each visitor
 * has an answer for it.
 */
public interface ResourceVisitor<T> {
  T monitor(Resource.Monitor monitor);

  T ownableSynchronizer(Resource.OwnableSynchronizer lock);

  T unownedSynchronizer(Resource.UnownedSynchronizer other);

  T nativeMutex(Resource.NativeMutex mutex);

  T vmOperation(Resource.VmOperation operation);

  T queuedTask(Resource.QueuedTask task);

  T classInitialisation(Resource.ClassInitialisation initialisation);

  T pipe(Resource.Pipe pipe);

  T missingReader(Resource.MissingReader fifo);

  T socket(Resource.Socket socket);

  T sharedSemaphore(Resource.SharedSemaphore semaphore);

  T fileLock(Resource.FileLock lock);

  T childExit(Resource.ChildExit exit);
}
